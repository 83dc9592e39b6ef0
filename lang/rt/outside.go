package rt

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"time"
)

// These stand in for functions of the standard library that wait for something
// outside of the process, so that an interrupt of the cell ends the wait.

func (r *Runtime) command(name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(r.here().signal.Context(), name, args...)
	c.WaitDelay = 10 * time.Millisecond // what it started may hold its pipes
	return c
}

func (r *Runtime) dial(network, address string) (net.Conn, error) {
	return new(net.Dialer).DialContext(r.here().signal.Context(), network, address)
}

func (r *Runtime) request(method, url string, body io.Reader) (*http.Request, error) {
	return http.NewRequestWithContext(r.here().signal.Context(), method, url, body)
}

func (r *Runtime) httpGet(url string) (*http.Response, error) {
	return r.httpDo(http.MethodGet, url, "", nil)
}

func (r *Runtime) httpHead(url string) (*http.Response, error) {
	return r.httpDo(http.MethodHead, url, "", nil)
}

func (r *Runtime) httpPost(url, contentType string, body io.Reader) (*http.Response, error) {
	return r.httpDo(http.MethodPost, url, contentType, body)
}

func (r *Runtime) httpPostForm(url string, data url.Values) (*http.Response, error) {
	return r.httpDo(http.MethodPost, url, "application/x-www-form-urlencoded", strings.NewReader(data.Encode()))
}

func (r *Runtime) httpDo(method, url, contentType string, body io.Reader) (*http.Response, error) {
	q, err := r.request(method, url, body)
	if err != nil {
		return nil, err
	}
	if contentType != "" {
		q.Header.Set("Content-Type", contentType)
	}
	return http.DefaultClient.Do(q)
}
