package data

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// checksums are the SHA-256 sums of public files, unpacked where they are published
// compressed with gzip, so that either form can be checked.
var checksums = map[string]string{
	"t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
	"t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
	"digits.csv":             "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8",
	"iris.csv":               "f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449",
	"wine_data.csv":          "10e8a802908b34f86e5da8ce962f3c806694bc98450a18f61851af59f324bede",
	"breast_cancer.csv":      "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed",
	"diabetes_data_raw.csv":  "ec2683754c379fdffc39f53922c475eff67e2fb9c94c7c27207b7c4371d51726",
	"diabetes_target.csv":    "244713a551f62a291a354212d8a048adec6cb1244b2bc44e66a0698f5006d26d",
}

// SHA256 returns the checksum of the file called name, as sha256sum prints it. name is
// a path, or a name in the folder MONRO_DATA or the cache.
func SHA256(name string) (string, error) {
	path, err := find(name, ".gz")
	if err != nil {
		return "", err
	}
	packed, _, err := sums(path)
	return packed, err
}

// Verify returns an error unless the file called name has the SHA-256 sum, either as
// it stands or unpacked from gzip. With an empty sum it is the one that the public
// file of that name has: of the MNIST files, digits, iris, wine_data, breast_cancer
// and the diabetes files. name is as for SHA256.
func Verify(name, sum string) error {
	path, err := find(name, ".gz", ".csv.gz", ".csv")
	if err != nil {
		return err
	}
	if sum, err = checkSum("Verify", sum); err != nil {
		return err
	}
	if sum == "" {
		public := strings.TrimSuffix(filepath.Base(path), ".gz")
		if sum = checksums[public]; sum == "" {
			return fmt.Errorf("data.Verify: no checksum is known for %q: give one, or a name of %s",
				public, strings.Join(slices.Sorted(maps.Keys(checksums)), ", "))
		}
	}
	packed, unpacked, err := sums(path)
	if err != nil {
		return err
	}
	if packed != sum && unpacked != sum {
		return fmt.Errorf("data: %s has SHA-256 %s: want %s; it is damaged or another version", path, packed, sum)
	}
	return nil
}

// checkSum returns a checksum in lower case; "" is none.
func checkSum(name, sum string) (string, error) {
	sum = strings.ToLower(strings.TrimSpace(sum))
	if b, err := hex.DecodeString(sum); err != nil || (len(b) != sha256.Size && len(b) != 0) {
		return "", fmt.Errorf("data.%s: sum = %q: want the 64 hexadecimal digits of a SHA-256 sum, or none", name, sum)
	}
	return sum, nil
}

// sums returns the checksums of a file as it stands and unpacked: "" where it cannot
// be unpacked.
func sums(path string) (packed, unpacked string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", "", fmt.Errorf("data: %w", err)
	}
	defer f.Close()
	whole, content := sha256.New(), sha256.New()
	r := bufio.NewReader(io.TeeReader(f, whole))
	if z, err := unpack(r, path); err == nil {
		if _, err := io.Copy(content, z); err == nil {
			unpacked = hex.EncodeToString(content.Sum(nil))
		}
	}
	if _, err := io.Copy(io.Discard, r); err != nil { // what the unpacker did not need
		return "", "", fmt.Errorf("data: reading %s: %w", path, err)
	}
	return hex.EncodeToString(whole.Sum(nil)), unpacked, nil
}
