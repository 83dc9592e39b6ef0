package data

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"monro/stdlib/display"
)

const abcSum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // of "abc", FIPS 180-2

// cached makes an empty folder the cache and sets no data folder.
func cached(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, home)
	}
	t.Setenv(Folder, "")
	folder, err := CacheFolder()
	if err != nil {
		t.Fatal(err)
	}
	old := display.SetSink(func(display.Event) {})
	t.Cleanup(func() { display.SetSink(old) })
	return folder
}

// serve answers with handle and counts the requests.
func serve(t *testing.T, handle http.HandlerFunc) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	var n atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		handle(w, r)
	}))
	t.Cleanup(s.Close)
	return s, &n
}

// leftovers returns all files below a folder.
func leftovers(t *testing.T, folder string) (files []string) {
	t.Helper()
	filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			files = append(files, path)
		}
		return nil
	})
	return files
}

func TestFetch(t *testing.T) {
	cache := cached(t)
	body := "abc"
	server, requests := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, body) })
	path, err := Fetch(server.URL+"/data/abc.csv", strings.ToUpper(abcSum))
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(path); string(b) != "abc" || !strings.HasPrefix(path, cache) || filepath.Base(path) != "abc.csv" {
		t.Errorf("%s holds %q", path, b)
	}
	again, err := Fetch(server.URL+"/data/abc.csv", abcSum)
	if err != nil || again != path || requests.Load() != 1 {
		t.Errorf("%s, %v after %d requests", again, err, requests.Load())
	}
	// A damaged file in the cache is downloaded again.
	if err := os.WriteFile(path, []byte("ab"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Fetch(server.URL+"/data/abc.csv", abcSum); err != nil || requests.Load() != 2 {
		t.Errorf("%v after %d requests", err, requests.Load())
	}
	// Another query is another file.
	body = "other"
	other, err := Fetch(server.URL+"/data/abc.csv?version=2", "")
	if b, _ := os.ReadFile(other); err != nil || other == path || string(b) != "other" {
		t.Errorf("%s holds %q, %v", other, b, err)
	}
	if files := leftovers(t, cache); len(files) != 2 {
		t.Errorf("the cache holds %v", files)
	}
}

func TestFetchPrefersTheDataFolder(t *testing.T) {
	cached(t)
	server, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {})
	folder := dataFolder(t, map[string]string{"abc.csv": "abc", "bad.csv": "abd"})
	path, err := Fetch(server.URL+"/abc.csv", abcSum)
	if err != nil || path != filepath.Join(folder, "abc.csv") {
		t.Errorf("%s, %v", path, err)
	}
	_, err = Fetch(server.URL+"/bad.csv", abcSum)
	wantError(t, err, "bad.csv has SHA-256", "want "+abcSum)
	if requests.Load() != 0 {
		t.Errorf("%d requests", requests.Load())
	}
}

func TestFetchFailures(t *testing.T) {
	for name, c := range map[string]struct {
		handle http.HandlerFunc
		sum    string
		says   []string
	}{
		"status": {func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, "", []string{"the server answers 404 Not Found", "put the file by hand at"}},
		"page": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, "<html>log in</html>")
		}, "", []string{"a web page, not with d.bin"}},
		"sum":   {func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "abd") }, abcSum, []string{"the 3 bytes have SHA-256 a52d159f", "want " + abcSum, "not kept"}},
		"empty": {func(w http.ResponseWriter, r *http.Request) {}, "", []string{"the file is empty"}},
		"truncated": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, strings.Repeat("x", 600))
		}, "", []string{"broke off after 600 of 1000 bytes", "unexpected EOF"}},
		"aborted": {func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "abc")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}, "", []string{"broke off after 3 bytes"}},
	} {
		t.Run(name, func(t *testing.T) {
			cache := cached(t)
			server, _ := serve(t, c.handle)
			path, err := Fetch(server.URL+"/d.bin", c.sum)
			wantError(t, err, append(c.says, server.URL+"/d.bin")...)
			if path != "" || len(leftovers(t, cache)) != 0 {
				t.Errorf("%q; the cache holds %v", path, leftovers(t, cache))
			}
		})
	}
}

func TestFetchWithoutNetwork(t *testing.T) {
	cache := cached(t)
	server, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {})
	server.Close()
	_, err := Fetch(server.URL+"/sub/d.bin", "")
	wantError(t, err, "cannot download "+server.URL, "put the file by hand at "+cache, "sub")
	folder := dataFolder(t, nil)
	_, err = Fetch(server.URL+"/sub/d.bin", "")
	wantError(t, err, "put the file by hand at "+filepath.Join(folder, "d.bin"))
}

// A server that stops sending is given up after the stall time.
func TestFetchStalls(t *testing.T) {
	cache := cached(t)
	server, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "abc")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	d, err := newDownload(server.URL+"/d.bin", "")
	if err != nil {
		t.Fatal(err)
	}
	d.stall = 50 * time.Millisecond
	err = d.run()
	wantError(t, err, "nothing came for 50ms")
	if !errors.Is(err, context.Canceled) || len(leftovers(t, cache)) != 0 {
		t.Errorf("%v; the cache holds %v", err, leftovers(t, cache))
	}
}

func TestFetchShowsProgress(t *testing.T) {
	cached(t)
	var mu sync.Mutex
	var last string
	display.SetSink(func(e display.Event) {
		mu.Lock()
		last = e.Bundle.Text()
		mu.Unlock()
	})
	server, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "123456")
		fmt.Fprint(w, strings.Repeat("x", 123456))
	})
	if _, err := Fetch(server.URL+"/d.bin", ""); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if !strings.Contains(last, "d.bin (kB)") || !strings.Contains(last, "124/124") {
		t.Errorf("the bar ends as %q", last)
	}
}

func TestBadAddresses(t *testing.T) {
	cached(t)
	for address, says := range map[string]string{
		"":                        "begins with http:// or https://",
		"ftp://host/file":         "begins with http:// or https://",
		"http:///file":            "and a host",
		"http://host":             "want the address of a file",
		"http://host/folder/":     "want the address of a file",
		"http://host/%zz":         "begins with http:// or https://",
		"http://host/../../../..": "want the address of a file",
	} {
		_, err := Fetch(address, "")
		wantError(t, err, "data.Fetch: url = ", says)
	}
	_, err := Fetch("http://host/f", "abc")
	wantError(t, err, `sum = "abc"`, "64 hexadecimal digits")
	// A path cannot leave the cache.
	cache, _ := CacheFolder()
	d, err := newDownload("http://host:80/a/../../../../etc/passwd", "")
	if err != nil || !strings.HasPrefix(d.path, cache) || strings.Contains(d.path, "..") {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestChecksums(t *testing.T) {
	cached(t)
	dataFolder(t, map[string]string{"abc": "abc", "packed.gz": string(zip(t, []byte("abc"))), "iris.csv": "abc"})
	if sum, err := SHA256("abc"); err != nil || sum != abcSum {
		t.Errorf("%s, %v", sum, err)
	}
	packed, err := SHA256("packed")
	if err != nil || packed == abcSum {
		t.Errorf("%s, %v", packed, err)
	}
	for _, sum := range []string{abcSum, packed} { // unpacked, and as it stands
		if err := Verify("packed", sum); err != nil {
			t.Error(err)
		}
	}
	wantError(t, Verify("iris", ""), "iris.csv has SHA-256 "+abcSum, "damaged or another version")
	wantError(t, Verify("abc", ""), `no checksum is known for "abc"`, "iris.csv")
	wantError(t, Verify("abc", "12"), `sum = "12"`)
	wantError(t, Verify("none", abcSum), `"none"`, "put the file in")
}
