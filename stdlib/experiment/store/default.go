package store

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
)

// File is the environment variable that names the default store's file.
const File = "MONRO_STORE"

var defaults struct {
	sync.Mutex
	open map[string]*Store
}

// Default opens the store that is meant where none is named: the file that
// MONRO_STORE names, or else monro.db in the working folder where there is one
// (Open("monro.db") makes it), or else monro.db in the user's folder for data,
// which is ~/.local/share/monro on Linux. It stays open, and a second call returns
// the same store while it is the same file.
func Default() (*Store, error) {
	path, err := defaultPath()
	if err != nil {
		return nil, fmt.Errorf("store.Default: %w", err)
	}
	defaults.Lock()
	defer defaults.Unlock()
	if s := defaults.open[path]; s != nil && !s.write.closed() {
		if _, err := os.Stat(path); err == nil {
			return s, nil
		}
		s.Close() // somebody removed its file
	}
	s, err := Open(path)
	if err != nil {
		return nil, err
	}
	if defaults.open == nil {
		defaults.open = map[string]*Store{}
	}
	defaults.open[path] = s
	return s, nil
}

func defaultPath() (string, error) {
	const name = "monro.db"
	if path := os.Getenv(File); path != "" {
		return filepath.Abs(path)
	}
	if info, err := os.Stat(name); err == nil && !info.IsDir() {
		return filepath.Abs(name)
	}
	folder, err := dataFolder()
	if err != nil {
		return "", fmt.Errorf("no folder for the user's data: set %s to a file (%w)", File, err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", fmt.Errorf("set %s to a file that can be written: %w", File, err)
	}
	return filepath.Join(folder, name), nil
}

// dataFolder is where programs keep what a user made with them.
func dataFolder() (string, error) {
	if base := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(base) {
		return filepath.Join(base, "monro"), nil
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		base, err := os.UserConfigDir() // Application Support, AppData
		return filepath.Join(base, "monro"), err
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "share", "monro"), err
}
