package changes

import (
	"slices"

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

// Rule is one kind of change. A change is told by its rule and not by a name, so
// that there is none without an explanation. Nothing but (topic).add makes one,
// which is what lists it: the fields cannot be written in a literal of a Rule.
type Rule struct {
	row
	// Topic is the group the rule is documented in.
	Topic string
}

// row is what is written down of a rule. An ID, once published, keeps its meaning.
type row struct {
	// ID is a kebab-case word.
	ID string
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
	// Old and New are the schemas, as JSON, of an example that is this change and
	// no other.
	Old, New string

	// by is the comparison, or the comparisons, that find the change.
	by finder
}

// topic is a group of rules, each in a file of its own.
type topic int

// The topics, in the order in which they are documented.
const (
	valuesTopic topic = iota
	numbersTopic
	stringsTopic
	arraysTopic
	objectsTopic
	combinationsTopic
	referencesTopic
	annotationsTopic
	topics // how many there are
)

// topicNames are the headings.
var topicNames = [topics]string{
	valuesTopic:       "Values",
	numbersTopic:      "Numbers",
	stringsTopic:      "Strings",
	arraysTopic:       "Arrays",
	objectsTopic:      "Objects",
	combinationsTopic: "Combinations and conditions",
	referencesTopic:   "References and definitions",
	annotationsTopic:  "Annotations",
}

// rulesOfTopic holds the rules of each topic, in the order in which the source
// declares them.
var rulesOfTopic [topics][]*Rule

// add puts a rule at the end of its topic.
func (t topic) add(r row) *Rule {
	rulesOfTopic[t] = append(rulesOfTopic[t], &Rule{row: r, Topic: topicNames[t]})
	return rulesOfTopic[t][len(rulesOfTopic[t])-1]
}

// Rules lists every rule: by topic, as documented. The rules must not be changed.
func Rules() []*Rule {
	return slices.Concat(rulesOfTopic[:]...)
}

// RuleByID looks a rule up, and returns nil where there is none.
func RuleByID(id string) *Rule {
	for _, r := range Rules() {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// value writes a value, or the rule's word for none.
func (r *Rule) value(v *source.Value) string {
	switch {
	case v != nil:
		return clip(v.JSON())
	case r.Absent != "":
		return r.Absent
	}
	return "none"
}
