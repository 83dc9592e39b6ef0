package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"encoding/base64"
	"encoding/json"
)

func picture(t *testing.T, c color.Color) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 360, 240))
	for i := range 360 * 240 {
		img.Set(i%360, i/360, c)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestIndex(t *testing.T) {
	root := t.TempDir()
	output := func(p string) []any {
		return []any{map[string]any{"output_type": "display_data", "metadata": map[string]any{}, "data": map[string]any{"image/png": p}}}
	}
	nb := map[string]any{"nbformat": 4, "nbformat_minor": 5, "metadata": map[string]any{}, "cells": []any{
		map[string]any{"id": "a", "cell_type": "markdown", "metadata": map[string]any{}, "source": "# A | title\n\nAfter A. Author.\n\n**The question.** It takes 1.5 steps, e.g. two. More follows."},
		map[string]any{"id": "b", "cell_type": "code", "metadata": map[string]any{}, "source": "1", "execution_count": 1, "outputs": output(picture(t, color.RGBA{255, 0, 0, 255}))},
		map[string]any{"id": "c", "cell_type": "code", "metadata": map[string]any{"tags": []string{"thumbnail"}}, "source": "2", "execution_count": 2, "outputs": output(picture(t, color.RGBA{0, 255, 0, 255}))},
	}}
	data, err := json.Marshal(nb)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(root, "optim"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "optim", "sgd.ipynb"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{2, 2, 0} { // missing; written; up to date
		stale, err := run(root, i == 0)
		if err != nil || len(stale) != want {
			t.Fatalf("run %d: %v, %v; want %d files", i, stale, err, want)
		}
	}
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if want := `| [![](thumbnails/optim-sgd.png)](optim/sgd.ipynb) | [A \| title](optim/sgd.ipynb)<br>It takes 1.5 steps, e.g. two. |`; !strings.Contains(string(text), want) {
		t.Errorf("%s\nwant %s", text, want)
	}
	f, err := os.Open(filepath.Join(root, "thumbnails", "optim-sgd.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil || img.Bounds().Dx() != width || img.Bounds().Dy() != 120 {
		t.Fatalf("%v, %v", img.Bounds(), err)
	}
	if r, g, _, _ := img.At(50, 50).RGBA(); r > g {
		t.Error("the thumbnail is not of the cell that was chosen")
	}
}

// The index in the repository is that of its notebooks.
func TestIndexIsUpToDate(t *testing.T) {
	stale, err := run("../../notebooks", true)
	if err != nil || len(stale) > 0 {
		t.Errorf("out of date: %v, %v; run go run ./internal/gallery", stale, err)
	}
}
