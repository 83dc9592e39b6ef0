//go:build unix

package worker

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"monro/kernel/worker/sandbox"
	"monro/stdlib/display"
)

// confinement makes the scratch folder of a sandbox and says how workers are to
// be confined. Where no sandbox is asked for, the policy is that.
func confinement(o Options) (p sandbox.Policy, scratch string, err error) {
	if o.Sandbox == sandbox.Off {
		return p, "", nil
	}
	if err := sandbox.Check(o.Sandbox); err != nil {
		return p, "", err
	}
	if scratch, err = os.MkdirTemp("", "monro-sandbox-"); err != nil {
		return p, "", fmt.Errorf("the sandbox does not start: %w", err)
	}
	if resolved, err := filepath.EvalSymlinks(scratch); err == nil {
		scratch = resolved
	}
	folder := o.Dir
	if folder == "" {
		folder = "."
	}
	return sandbox.New(o.Sandbox, folder, scratch), scratch, nil
}

// enterSandbox confines this process where its host wants that. It goes through
// here twice: the limit of memory is read before the files that say it are out
// of reach.
func enterSandbox() (confined bool, err error) {
	if !sandbox.Wanted() {
		return false, nil
	}
	limit, err := MemoryLimit(os.Getenv("MONRO_MEMORY"))
	if err != nil {
		return true, err
	}
	os.Setenv("MONRO_MEMORY", strconv.FormatInt(limit, 10))
	return sandbox.Enter()
}

// tamed is an output of the worker as a front end may have it.
func (h *Host) tamed(b display.Bundle) display.Bundle {
	if h.opts.Sandbox == sandbox.Off {
		return b
	}
	return sandbox.Tame(b)
}

// tamedReply is a reply whose outputs are tamed.
func (h *Host) tamedReply(r Reply) Reply {
	if r.Result != nil {
		b := h.tamed(*r.Result)
		r.Result = &b
	}
	for name, e := range r.Expressions {
		e.Bundle = h.tamed(e.Bundle)
		r.Expressions[name] = e
	}
	return r
}

// explainRefusal adds to an error that comes from the sandbox what it allows.
func explainRefusal(e *Error) {
	text := e.Message + strings.Join(e.Traceback, "\n")
	for _, sign := range []string{"permission denied", "operation not permitted", "file too large", "invalid cross-device link", "in the sandbox", "cannot be written"} {
		if strings.Contains(text, sign) {
			e.Traceback = append(e.Traceback, "note: this session runs in a sandbox: no network, no other programs; it reads the notebook's folder and MONRO_DATA, and writes below "+
				os.Getenv(sandbox.Scratch)+" ("+sandbox.Scratch+") only")
			return
		}
	}
}
