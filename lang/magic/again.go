package magic

import "slices"

// again lists the magics that a restored session runs once more: what they change
// is the session's, and a second time does no harm.
var again = []string{"%load", "%cd", "%env", "%seed", "%reset", "%run", "%time", "%%time"}

// Again reports whether a part of a cell is to be run again when a lost session
// is restored. Shell commands, files written and profiles are not.
func Again(p Part) bool { return p.Kind == Code || slices.Contains(again, p.Name) }
