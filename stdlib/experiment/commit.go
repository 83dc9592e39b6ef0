package experiment

import (
	"context"
	"os/exec"
	"strings"
	"time"
)

// commit is the git commit of the working folder, with a "+" where files that git
// knows have changed since; "" outside of a repository or without git.
func commit(ctx context.Context) string {
	ctx, stop := context.WithTimeout(ctx, 2*time.Second)
	defer stop()
	hash, err := exec.CommandContext(ctx, "git", "rev-parse", "HEAD").Output()
	if err != nil {
		return ""
	}
	name := strings.TrimSpace(string(hash))
	if changes, err := exec.CommandContext(ctx, "git", "status", "--porcelain", "--untracked-files=no").Output(); err == nil && len(changes) > 0 {
		name += "+"
	}
	return name
}
