package changes

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// What a change can break.
const (
	Backward = "backward" // a document of the old schema is refused by the new one
	Forward  = "forward"  // a document of the new schema is refused by the old one
	Reader   = "reader"   // a reader of the new schema misses what old documents hold
)

// The bumps a change owes.
const (
	BumpNone  = "none"
	BumpPatch = "patch"
	BumpMinor = "minor"
	BumpMajor = "major"
)

// Rule is one kind of change. An ID, once published, keeps its meaning.
type Rule struct {
	// ID is a kebab-case word.
	ID string
	// Topic is the group the rule is documented in.
	Topic string
	// Keywords are the schema keywords whose changes the rule tells.
	Keywords []string
	// Summary is one line; Explanation says why it matters, whom it breaks and
	// what to do instead.
	Summary, Explanation string
	// Message is a sentence about one change, with {at}, {name}, {new_name}, {old}
	// and {new} to fill in; Absent is the word for an absent {old} or {new}, "none"
	// if empty.
	Message, Absent string
	// Breaks is what the change breaks where a document can hold the place at all
	// and nothing else made up for it. Open lists what it breaks besides when all
	// documents count and not only what writers emit.
	Breaks, Open []string
	// Bump is what the change owes when it breaks nothing.
	Bump string
	// Old and New are the schemas of an example that is this change and no other.
	Old, New *source.Value
}

//go:embed rules/*.yaml
var ruleFiles embed.FS

type registry struct {
	rules []Rule
	byID  map[string]int
}

// load reads the files once. They are part of the program and tested, so what
// cannot be read is a fault of the program.
var load = sync.OnceValue(func() *registry {
	rules, err := readRules()
	if err != nil {
		panic(err)
	}
	r := &registry{rules: rules, byID: map[string]int{}}
	for i := range rules {
		r.byID[rules[i].ID] = i
	}
	return r
})

// Rules lists every rule: by topic, as documented.
func Rules() []Rule { return slices.Clone(load().rules) }

// RuleByID looks a rule up.
func RuleByID(id string) (Rule, bool) {
	r := load()
	i, ok := r.byID[id]
	if !ok {
		return Rule{}, false
	}
	return r.rules[i], true
}

func readRules() ([]Rule, error) {
	entries, err := ruleFiles.ReadDir("rules")
	if err != nil {
		return nil, err
	}
	var rules []Rule
	for _, entry := range entries {
		name := "rules/" + entry.Name()
		data, err := ruleFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f, err := source.ParseYAML(name, data)
		if err != nil {
			return nil, err
		}
		topic := f.Root.Get("topic")
		list := f.Root.Get("rules")
		if topic == nil || list == nil {
			return nil, fmt.Errorf("%s: no topic or no rules", name)
		}
		for _, item := range list.Items {
			rule, err := readRule(f, item)
			if err != nil {
				return nil, err
			}
			rule.Topic = topic.Text
			rules = append(rules, rule)
		}
	}
	return rules, nil
}

func readRule(f *source.File, v *source.Value) (Rule, error) {
	var r Rule
	for _, m := range v.Members {
		switch m.Name {
		case "id":
			r.ID = m.Value.Text
		case "keywords":
			r.Keywords = texts(m.Value)
		case "summary":
			r.Summary = m.Value.Text
		case "explanation":
			r.Explanation = strings.TrimSpace(m.Value.Text)
		case "message":
			r.Message = m.Value.Text
		case "absent":
			r.Absent = m.Value.Text
		case "breaks":
			r.Breaks = texts(m.Value)
		case "open":
			r.Open = texts(m.Value)
		case "bump":
			r.Bump = m.Value.Text
		case "old":
			r.Old = m.Value
		case "new":
			r.New = m.Value
		default:
			return r, f.Errorf(m.Value, "", "invalid-rule", "", "%q is no part of a rule", m.Name)
		}
	}
	return r, nil
}

func texts(v *source.Value) []string {
	var out []string
	for _, item := range v.Items {
		out = append(out, item.Text)
	}
	return out
}
