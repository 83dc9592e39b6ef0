package data

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxTokens is the longest text that a loader will put in memory.
const MaxTokens = 1 << 27

// A Text is a sequence of tokens, each a number into a vocabulary.
type Text struct {
	Name       string
	Tokens     []int    // 0 <= token < len(Vocabulary)
	Vocabulary []string // what each token stands for

	bytes bool // tokens are bytes
}

// TextBytes loads a file as bytes: token k is byte k, and the vocabulary has 256.
//
// name is a path, or a name such as "tinyshakespeare" for which tinyshakespeare.txt.gz
// or tinyshakespeare.txt is looked up here, in the folder MONRO_DATA and in the cache.
// Files may be gzipped.
func TextBytes(name string) (*Text, error) {
	return loadText(name, func(content []byte, _ string) (*Text, error) { return byteText(content), nil })
}

// TextChars loads a file of UTF-8 text as characters: the vocabulary is the
// different ones there are, by rising code point. name is as for TextBytes.
func TextChars(name string) (*Text, error) { return loadText(name, charText) }

// NewText returns the characters of s as TextChars would those of a file.
func NewText(s string) (*Text, error) {
	if s == "" {
		return nil, errors.New("data.NewText: the text is empty: want at least one character")
	}
	t, err := charText([]byte(s), "text")
	if err != nil {
		return nil, err
	}
	t.Name = "text"
	return t, nil
}

func loadText(name string, tokens func(content []byte, file string) (*Text, error)) (*Text, error) {
	var t *Text
	err := open(name, []string{".txt.gz", ".txt", ".gz"}, func(r *bufio.Reader, file string) error {
		content, err := readText(r, file, MaxTokens)
		if err != nil {
			return err
		}
		if t, err = tokens(content, file); err == nil {
			t.Name = baseName(file)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

func readText(r io.Reader, file string, limit int) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	switch {
	case err != nil:
		return nil, &ParseError{File: file, Problem: fmt.Sprintf("cannot read on after %d bytes", len(content)), Err: err}
	case len(content) == 0:
		return nil, &ParseError{File: file, Problem: "empty: want at least one byte of text"}
	case len(content) > limit:
		return nil, &ParseError{File: file, Problem: fmt.Sprintf("more than %d bytes: too many to hold in memory", limit)}
	}
	return content, nil
}

func byteText(content []byte) *Text {
	t := &Text{Tokens: make([]int, len(content)), Vocabulary: make([]string, 256), bytes: true}
	for k := range t.Vocabulary {
		t.Vocabulary[k] = string([]byte{byte(k)})
	}
	for i, b := range content {
		t.Tokens[i] = int(b)
	}
	return t
}

func charText(content []byte, file string) (*Text, error) {
	token := map[rune]int{}
	var chars []rune
	n, line, start := 0, 1, 0
	for i := 0; i < len(content); n++ {
		c, size := utf8.DecodeRune(content[i:])
		if c == utf8.RuneError && size <= 1 {
			return nil, &ParseError{File: file, Line: line, Column: i - start + 1,
				Problem: fmt.Sprintf("byte %#02x is not UTF-8: want UTF-8 text (TextBytes takes any)", content[i])}
		}
		if _, ok := token[c]; !ok {
			token[c] = 0
			chars = append(chars, c)
		}
		i += size
		if c == '\n' {
			line, start = line+1, i
		}
	}
	slices.Sort(chars)
	t := &Text{Tokens: make([]int, 0, n)}
	for k, c := range chars {
		token[c] = k
		t.Vocabulary = append(t.Vocabulary, string(c))
	}
	for _, c := range string(content) {
		t.Tokens = append(t.Tokens, token[c])
	}
	return t, nil
}

// symbols returns k names: letters, capitals and digits, else numbers.
func symbols(k int) []string {
	const names = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	if k <= len(names) {
		return strings.Split(names[:k], "")
	}
	out := make([]string, k)
	for i := range out {
		out[i] = fmt.Sprintf("⟨%d⟩", i)
	}
	return out
}

// Len returns the number of tokens.
func (t *Text) Len() int { return len(t.Tokens) }

// String says what the text is in one line.
func (t *Text) String() string {
	return fmt.Sprintf("%s: %d tokens, vocabulary of %d", t.Name, len(t.Tokens), len(t.Vocabulary))
}

// Encode returns the tokens of s: of its bytes where t was loaded as bytes, else of
// its characters. It fails at what the vocabulary does not have.
func (t *Text) Encode(s string) ([]int, error) {
	if t.bytes {
		return byteText([]byte(s)).Tokens, nil
	}
	token := make(map[string]int, len(t.Vocabulary))
	for k, v := range t.Vocabulary {
		token[v] = k
	}
	out := make([]int, 0, len(s))
	for i, c := range s {
		k, ok := token[string(c)]
		if !ok {
			return nil, fmt.Errorf("data: Encode: %q at byte %d is not in the vocabulary of %d", c, i, len(t.Vocabulary))
		}
		out = append(out, k)
	}
	return out, nil
}

// Decode returns what the tokens stand for, one after the other.
func (t *Text) Decode(tokens []int) (string, error) {
	var b strings.Builder
	for i, k := range tokens {
		if k < 0 || k >= len(t.Vocabulary) {
			return "", fmt.Errorf("data: Decode: tokens[%d] = %d: want 0 <= token < %d", i, k, len(t.Vocabulary))
		}
		b.WriteString(t.Vocabulary[k])
	}
	return b.String(), nil
}
