package atlas

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// findRunDir learns where the engine wrote the run, which absolute paths of
// artifacts begin with.
func (m *importer) findRunDir() {
	dir := m.run.get("run_dir", "dir", "output_dir")
	if dir.v == nil && m.events.runStartedPayload.v != nil {
		dir = m.events.runStartedPayload.get("run_dir", "dir", "output_dir")
	}
	if dir.v == nil {
		return
	}
	text := m.text(dir, "the run directory")
	m.kept.runDir = dir.v
	m.runDir = strings.TrimRight(posix(text), "/")
	if m.runDir == "." || m.runDir == ".." {
		m.runDir = ""
	}
}

// relative makes a path relative to the run directory, or says why it cannot.
func (m *importer) relative(text string) (path, why string) {
	if len(text) > 1<<16 {
		return "", "it is longer than 4096 characters"
	}
	p := text
	if scheme, rest, ok := strings.Cut(p, "://"); ok && scheme != "" && !strings.ContainsAny(scheme, `/\`) {
		if !strings.EqualFold(scheme, "file") {
			return "", "it is a " + clip(quote(scheme)) + " address, not a file of the run"
		}
		decoded, err := url.PathUnescape(rest)
		if err != nil {
			return "", "its address is malformed"
		}
		// file:///C:/x holds a Windows path behind the slash.
		if len(decoded) > 2 && decoded[0] == '/' && hasDrive(decoded[1:]) {
			decoded = decoded[1:]
		}
		p = decoded
	}
	p = posix(p)
	if inside, ok := m.below(p); ok {
		return cleanRelative(inside)
	}
	switch {
	case strings.HasPrefix(p, "/"):
		return "", clip(quote(text)) + " is absolute and not below the run directory"
	case hasDrive(p):
		return "", clip(quote(text)) + " names a drive and is not below the run directory"
	}
	return cleanRelative(p)
}

// below cuts a path after the run directory: after the directory that the
// manifest names; else after the run id, anywhere in an absolute path and after
// a folder "runs" in a relative one, which is how engines lay runs out.
func (m *importer) below(p string) (string, bool) {
	absolute := strings.HasPrefix(p, "/") || hasDrive(p)
	if dir := m.runDir; dir != "" {
		if rest, ok := afterPrefix(p, dir); ok {
			return rest, true
		}
		// The run directory is often written relative to a directory that an
		// absolute path spells out.
		if absolute && !strings.HasPrefix(dir, "/") && !hasDrive(dir) {
			if rest, ok := afterInfix(p, "/"+strings.TrimPrefix(dir, "./")+"/"); ok {
				return rest, true
			}
		}
	}
	if absolute {
		return afterInfix(p, "/"+m.runID+"/")
	}
	return afterInfix("/"+p, "/runs/"+m.runID+"/")
}

func afterPrefix(p, dir string) (string, bool) {
	if len(p) > len(dir) && samePath(p[:len(dir)], dir) && p[len(dir)] == '/' {
		return p[len(dir)+1:], true
	}
	return "", false
}

func afterInfix(p, infix string) (string, bool) {
	_, rest, ok := strings.Cut(p, infix)
	return rest, ok
}

// samePath compares paths, without regard to case where they name a drive.
func samePath(a, b string) bool {
	return a == b || hasDrive(a) && strings.EqualFold(a, b)
}

// posix turns a Windows path into one with '/' separators. A backslash cannot
// stand in a path of a RunResult, so it is always a separator.
func posix(p string) string {
	p = strings.ReplaceAll(p, `\`, "/")
	// \\?\C:\x is a spelling of C:\x.
	return strings.TrimPrefix(p, "//?/")
}

func hasDrive(p string) bool {
	return len(p) >= 2 && p[1] == ':' && (p[0]|0x20 >= 'a' && p[0]|0x20 <= 'z')
}

// cleanRelative resolves '.', '..' and empty segments of a relative POSIX path
// and checks it against what a RunResult allows.
func cleanRelative(p string) (path, why string) {
	shown := clip(quote(p))
	if strings.HasPrefix(p, "/") || hasDrive(p) {
		return "", shown + " is not a relative path"
	}
	var out []string
	for _, segment := range strings.Split(p, "/") {
		switch segment {
		case "", ".":
		case "..":
			if len(out) == 0 {
				return "", shown + " leads out of the run directory"
			}
			out = out[:len(out)-1]
		default:
			out = append(out, segment)
		}
	}
	path = strings.Join(out, "/")
	switch {
	case path == "":
		return "", shown + " names no file"
	case hasDrive(path):
		return "", shown + " names a drive"
	case utf8.RuneCountInString(path) > 4096:
		return "", "it is longer than 4096 characters"
	}
	for i := 0; i < len(path); i++ {
		if c := path[i]; c < 0x20 || c == 0x7f || c == '\\' {
			return "", shown + " holds a character that no path of a RunResult may hold"
		}
	}
	return path, ""
}
