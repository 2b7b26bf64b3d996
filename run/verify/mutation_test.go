package verify_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// mutant is one change of a document: the place, what was done, and the whole
// changed document.
type mutant struct {
	at, what string
	doc      any
}

// mutants makes every small change of a document: each member and item dropped,
// each pair of neighbours swapped, each item doubled, each value replaced by
// others of its kind.
func mutants(root any) []mutant {
	var out []mutant
	var walk func(at string, v any, with func(any) any)
	walk = func(at string, v any, with func(any) any) {
		add := func(what string, value any) { out = append(out, mutant{at, what, with(value)}) }
		switch v := v.(type) {
		case object:
			names := make([]string, 0, len(v))
			for name := range v {
				names = append(names, name)
			}
			sort.Strings(names)
			for _, name := range names {
				rest := object{}
				for k, x := range v {
					if k != name {
						rest[k] = x
					}
				}
				out = append(out, mutant{source.Join(at, name), "dropped", with(rest)})
				walk(source.Join(at, name), v[name], func(x any) any {
					whole := object{}
					for k, y := range v {
						whole[k] = y
					}
					whole[name] = x
					return with(whole)
				})
			}
		case list:
			for i := range v {
				item := fmt.Sprintf("%s/%d", at, i)
				out = append(out, mutant{item, "dropped", with(append(append(list{}, v[:i]...), v[i+1:]...))})
				out = append(out, mutant{item, "doubled", with(append(append(append(list{}, v[:i]...), v[i]), v[i:]...))})
				if i > 0 {
					swapped := append(list{}, v...)
					swapped[i-1], swapped[i] = swapped[i], swapped[i-1]
					out = append(out, mutant{item, "swapped", with(swapped)})
				}
				walk(item, v[i], func(x any) any {
					whole := append(list{}, v...)
					whole[i] = x
					return with(whole)
				})
			}
		case string:
			add("emptied", "")
			add("replaced", v+"x")
			add("null", nil)
			for _, word := range []string{"success", "failed", "skipped", "blocked", "partial"} {
				if strings.HasSuffix(at, "/status") && word != v {
					add(word, word)
				}
			}
			if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
				for _, d := range []time.Duration{-time.Hour, -10 * time.Millisecond, 10 * time.Millisecond, time.Second, time.Hour} {
					add(d.String(), t.Add(d).Format(time.RFC3339Nano))
				}
			}
			if strings.Contains(at, "hash") {
				flipped := []byte(v)
				last := len(flipped) - 1
				flipped[last] = "10"[flipped[last]&1]
				if string(flipped) == v {
					flipped[last] = 'f'
				}
				add("flipped", string(flipped))
			}
		case json.Number:
			n, err := v.Float64()
			if err == nil {
				add("one more", n+1)
				add("minus", -n-1)
				add("many more", n+1000)
			}
			add("null", nil)
			add("text", v.String())
		case bool:
			add("inverted", !v)
		case nil:
			add("zero", 0)
			add("time", "2026-03-02T09:00:05Z")
		}
	}
	walk("", root, func(x any) any { return x })
	return out
}

// harmless are the changes that nothing contradicts: free text, names that
// nothing repeats, what is optional and is left out, and order that means
// nothing.
var harmless = []struct{ at, what, why string }{
	{`/summary$|/(reason|status_policy)$|/error/(type|message)$|/warnings/\d+$`, `replaced`, "free text"},
	{`/summary$|/warnings/\d+$`, `emptied`, "free text; a failed run or step with an error may have no summary"},
	{`/(kind|name|type)$`, `replaced`, "open vocabularies and names that nothing else repeats"},
	{`/warnings/\d+$`, `swapped`, "the manifest keeps no order of warnings"},
	{`^/metrics/champion\.`, `.*`, "measurements of the engine, known nowhere else"},
	{`^/metrics/`, `dropped|null`, "counters may be absent or not defined"},
	{`^/metrics$`, `.*`, "the members count"},
	{`/(produced_by|size_bytes|reason|blocked_by|depends_on|critical|status_policy|config_path|contract_path|run_result_version)$`, `dropped`, "optional"},
	{`/(depends_on|blocked_by)/\d+$`, `dropped|swapped`, "fewer dependencies contradict nothing, and they have no order"},
	{`/artifacts/\d+$`, `swapped`, "lists of artifacts have no order"},
	{`^/(steps/3/)?artifacts/0$`, `dropped`, "the artifact is listed by its step and by the run"},
	{`^/steps/[4-7]$`, `swapped`, "where a step stands that never started is not said by anything"},
	{`^(/steps/[23])?/duration_ms$`, `one more`, "rounding"},
	{`^/artifacts$`, `dropped`, "the schema tells"},
	{`^/steps/4/critical$`, `inverted`, "told as a skipped critical step"},
	{`^/steps/0/critical$`, `inverted`, "a successful step counts the same"},
	{`^/run_result_version$`, `replaced`, "the schema tells"},
}

func isHarmless(m mutant) bool {
	for _, h := range harmless {
		if regexp.MustCompile(h.at).MatchString(m.at) && regexp.MustCompile(`^(`+h.what+`)$`).MatchString(m.what) {
			return true
		}
	}
	return false
}

// TestMutations: every small change of a good document that changes what it
// means is found.
func TestMutations(t *testing.T) {
	good := goodRun(t)
	good.write()
	text, err := os.ReadFile(good.path("runresult.json"))
	require.NoError(t, err)
	list := mutants(parse(t, string(text)))
	require.Greater(t, len(list), 600)
	silent, found := 0, 0
	for _, m := range list {
		data, err := json.Marshal(m.doc)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(good.path("runresult.json"), data, 0o644))
		v := good.verify()
		whole(t, v)
		if len(v.Findings) == 0 {
			silent++
			assert.True(t, isHarmless(m), "%s %s was not found", m.at, m.what)
		} else {
			found++
		}
	}
	assert.Greater(t, found, 4*silent, "%d found, %d not", found, silent)
}

// TestManifestMutations: the manifest is pinned, so every change of it is found;
// and where it is not, every change of what the document repeats.
func TestManifestMutations(t *testing.T) {
	good := goodRun(t)
	good.write()
	text, err := os.ReadFile(good.path("manifest.json"))
	require.NoError(t, err)
	doc, err := os.ReadFile(good.path("runresult.json"))
	require.NoError(t, err)
	unpinned := regexp.MustCompile(`,\s*"manifest_hash": "[^"]*"`).ReplaceAllString(string(doc), "")
	require.NotEqual(t, string(doc), unpinned)
	matters := regexp.MustCompile(`^/(run/run_id|config/hash|contract/hash|artifacts/\d+/(path|hash))$`)
	for _, m := range mutants(parse(t, string(text))) {
		data, err := json.MarshalIndent(m.doc, "", "  ")
		require.NoError(t, err)
		if string(data) == string(text) {
			continue
		}
		require.NoError(t, os.WriteFile(good.path("manifest.json"), data, 0o644))
		v := good.verify()
		require.NotEmpty(t, v.Findings, "%s %s", m.at, m.what)
		require.False(t, v.OK())
		if !matters.MatchString(m.at) || m.what == "doubled" {
			continue
		}
		require.NoError(t, os.WriteFile(good.path("runresult.json"), []byte(unpinned), 0o644))
		v = good.verify()
		assert.False(t, v.OK(), "%s %s", m.at, m.what)
		require.NoError(t, os.WriteFile(good.path("runresult.json"), doc, 0o644))
	}
}

// TestFileMutations: every file that the run names is missed, and every byte of
// an artifact counts.
func TestFileMutations(t *testing.T) {
	good := goodRun(t)
	good.write()
	for name, text := range good.files {
		if name == "unrelated/not-listed.md" {
			continue
		}
		require.NoError(t, os.Remove(good.path(name)))
		v := good.verify()
		assert.False(t, v.OK(), "%s dropped", name)
		changes := map[string]string{"longer": text + "x"}
		if text != "" {
			changes["shorter"] = text[1:]
			for i := 0; i < len(text); i += 1 + len(text)/16 {
				changes[fmt.Sprintf("byte %d", i)] = text[:i] + string(text[i]^1) + text[i+1:]
			}
		}
		for what, changed := range changes {
			require.NoError(t, os.WriteFile(good.path(name), []byte(changed), 0o644))
			v := good.verify()
			byBytes := !strings.HasPrefix(name, "config") && !strings.HasPrefix(name, "contract")
			assert.Equal(t, byBytes, !v.OK(), "%s %s", name, what)
		}
		require.NoError(t, os.WriteFile(good.path(name), []byte(text), 0o644))
	}
	v := good.verify()
	assert.Empty(t, codes(v))
}
