package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"monro/stdlib/display"
)

// Fetch returns the path of the file that a URL names, for a loader to open. The
// file is, in this order, one of the URL's last name in the folder MONRO_DATA, the
// one that an earlier Fetch left in the cache (see CacheFolder), or downloaded into
// it, with a progress bar.
//
// sum is the SHA-256 of the file as sha256sum prints it, or "" for no check. A
// download that breaks off or has another sum is an error and leaves nothing behind;
// a cached file with another sum is downloaded again. Without a network the error
// says where to put the file.
func Fetch(address, sum string) (string, error) {
	d, err := newDownload(address, sum)
	if err != nil {
		return "", err
	}
	if folder := os.Getenv(Folder); folder != "" {
		file := filepath.Join(folder, d.name)
		if info, err := os.Stat(file); err == nil && !info.IsDir() {
			return file, d.matches(file)
		}
	}
	if info, err := os.Stat(d.path); err == nil && !info.IsDir() && d.matches(d.path) == nil {
		return d.path, nil
	}
	if os.Getenv(sandboxed) != "" {
		return "", fmt.Errorf("data.Fetch: there is no network in the sandbox to download %s: put the file by hand at %s", d.url, d.place())
	}
	if err := d.run(); err != nil {
		return "", err
	}
	return d.path, nil
}

// sandboxed is the environment variable that a confined session has.
const sandboxed = "MONRO_SCRATCH"

// A download is one file on its way into the cache.
type download struct {
	url        string
	name, path string        // the file's name, and where it will be
	sum        string        // wanted, or ""
	stall      time.Duration // without a byte for so long, the download is given up
}

func newDownload(address, sum string) (*download, error) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("data.Fetch: url = %q: want an address that begins with http:// or https:// and a host", address)
	}
	clean := path.Clean("/" + u.Path)
	if clean == "/" || strings.HasSuffix(u.Path, "/") {
		return nil, fmt.Errorf("data.Fetch: url = %q: want the address of a file", address)
	}
	if sum, err = checkSum("Fetch", sum); err != nil {
		return nil, err
	}
	cache, err := CacheFolder()
	if err != nil {
		return nil, err
	}
	folder := u.Host + path.Dir(clean)
	if u.RawQuery != "" { // another query is another file
		digest := sha256.Sum256([]byte(u.RawQuery))
		folder += "/" + hex.EncodeToString(digest[:6])
	}
	folder = strings.ReplaceAll(folder, ":", "_")
	d := &download{url: address, name: path.Base(clean), sum: sum, stall: time.Minute}
	d.path = filepath.Join(cache, filepath.FromSlash(folder), d.name)
	return d, nil
}

// run downloads the file under another name and gives it its own when it is whole
// and right.
func (d *download) run() error {
	folder := filepath.Dir(d.path)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return fmt.Errorf("data.Fetch: %w", err)
	}
	f, err := os.CreateTemp(folder, d.name+".part-*")
	if err != nil {
		return fmt.Errorf("data.Fetch: %w", err)
	}
	defer os.Remove(f.Name()) // fails where the file has its name
	err = d.transfer(f)
	if e := f.Close(); err == nil && e != nil {
		err = fmt.Errorf("data.Fetch: writing %s: %w", f.Name(), e)
	}
	if err != nil {
		return err
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return fmt.Errorf("data.Fetch: %w", err)
	}
	if err := os.Rename(f.Name(), d.path); err != nil {
		return fmt.Errorf("data.Fetch: %w", err)
	}
	return nil
}

// transfer writes what the server sends to f and checks it.
func (d *download) transfer(f *os.File) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	// The clock starts again with every piece that comes.
	clock := time.AfterFunc(d.stall, cancel)
	defer clock.Stop()

	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url, nil)
	if err != nil {
		return fmt.Errorf("data.Fetch: url = %q: %w", d.url, err)
	}
	request.Header.Set("Accept-Encoding", "identity") // the bytes of the file, not unpacked ones
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return d.failed(ctx, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("data.Fetch: %s: the server answers %s; %s", d.url, response.Status, d.byHand())
	}
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if kind == "text/html" && !strings.Contains(filepath.Ext(d.name), ".htm") {
		return fmt.Errorf("data.Fetch: %s: the server answers with a web page, not with %s; %s", d.url, d.name, d.byHand())
	}
	p := &progress{digest: sha256.New(), clock: clock, stall: d.stall}
	p.bar = display.Progress(d.name+" (kB)", int((response.ContentLength+999)/1000))
	defer p.bar.Done()
	n, err := io.Copy(io.MultiWriter(f, p), response.Body)
	switch {
	case err != nil && response.ContentLength > 0:
		return d.failed(ctx, fmt.Errorf("broke off after %d of %d bytes: %w", n, response.ContentLength, err))
	case err != nil:
		return d.failed(ctx, fmt.Errorf("broke off after %d bytes: %w", n, err))
	case n == 0:
		return d.failed(ctx, errors.New("the file is empty"))
	}
	p.bar.Set(int((n + 999) / 1000))
	if got := hex.EncodeToString(p.digest.Sum(nil)); d.sum != "" && got != d.sum {
		return fmt.Errorf("data.Fetch: %s: the %d bytes have SHA-256 %s: want %s; they are not kept", d.url, n, got, d.sum)
	}
	return nil
}

// failed says that there is no file and what to do about it.
func (d *download) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		err = fmt.Errorf("nothing came for %v: %w", d.stall, err)
	}
	return fmt.Errorf("data.Fetch: cannot download %s: %w; %s", d.url, err, d.byHand())
}

func (d *download) byHand() string { return "or put the file by hand at " + d.place() }

// place is where Fetch finds a file that somebody puts there.
func (d *download) place() string {
	if folder := os.Getenv(Folder); folder != "" {
		return filepath.Join(folder, d.name)
	}
	return d.path
}

// matches returns an error where a file has another checksum than wanted.
func (d *download) matches(file string) error {
	if d.sum == "" {
		return nil
	}
	return Verify(file, d.sum)
}

// progress is a Writer that sums, shows and keeps the clock from running out.
type progress struct {
	digest hash.Hash
	bar    *display.Bar
	clock  *time.Timer
	stall  time.Duration
	n      int
}

func (p *progress) Write(b []byte) (int, error) {
	p.clock.Reset(p.stall)
	p.n += len(b)
	p.bar.Set(p.n / 1000)
	return p.digest.Write(b)
}
