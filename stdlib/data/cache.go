package data

import (
	"fmt"
	"os"
	"path/filepath"
)

// CacheFolder returns the folder where Fetch keeps what it downloads: monro in the
// user's cache folder as os.UserCacheDir has it. Loaders look there for what is
// neither here nor in the folder MONRO_DATA. It need not exist.
func CacheFolder() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("data: no cache folder: %w; set %s to a folder for data", err, Folder)
	}
	return filepath.Join(dir, "monro"), nil
}
