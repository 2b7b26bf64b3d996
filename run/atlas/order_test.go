package atlas_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/run/atlas"
)

// second is a step that started at that second of the run's minute.
func second(id, at string) string {
	return bare(id, "done", `"started_at":"2026-05-01T08:00:`+at+`Z"`, `"finished_at":"2026-05-01T08:00:59Z"`)
}

// begun is the event that starts a step.
func begun(id string) string {
	return `{"event_type":"step_started","step_id":"` + id + `","timestamp":"2026-05-01T08:00:01Z"}`
}

// TestOrderOfAList holds when a list keeps its order, what it yields to, and
// that a step is never moved without a word.
func TestOrderOfAList(t *testing.T) {
	for _, c := range []struct {
		name   string
		steps  []string
		events string
		want   string
		said   string // "" = nothing about the order
	}{
		{"in order", []string{second("a", "01"), second("b", "05")}, ``, "a b", ""},
		{"at the same time", []string{second("b", "01"), second("a", "01")}, ``, "b a", ""},
		{"out of order", []string{second("b", "05"), second("a", "01")}, ``, "a b",
			`m.json:1:294: at /steps: the list was put in the order of the times at which the steps started; 1 step was moved: "a"`},
		{"one late", []string{second("d", "09"), second("a", "01"), second("b", "02"), second("c", "03")}, ``, "a b c d", `1 step was moved: "d"`},
		{"several", []string{second("c", "03"), second("b", "02"), second("a", "01")}, ``, "a b c", `2 steps were moved: "a", "b"`},
		{"one that never started keeps its place", []string{bare("x", "skipped"), second("b", "05"), bare("y", "blocked"), second("a", "01"), bare("z", "pending")}, ``,
			"x a y b z", `were moved: `},
		{"never started and in order", []string{bare("x", "skipped"), second("a", "01"), bare("y", "blocked")}, ``, "x a y", ""},
		{"a time that is dropped does not order", []string{second("b", "05"), bare("x", "blocked", `"started_at":"2026-05-01T08:00:01Z"`)}, ``, "b x", ""},
		{"a start that is computed orders", []string{second("b", "05"), bare("a", "done", `"finished_at":"2026-05-01T08:00:06Z"`, `"duration_ms":2000`)}, ``, "a b",
			`1 step was moved: "a"`},
		{"an end alone orders", []string{second("b", "05"), bare("a", "done", `"finished_at":"2026-05-01T08:00:04Z"`)}, ``, "a b", `1 step was moved: "a"`},
		{"events over the list and the times", []string{second("a", "01"), second("b", "05")}, begun("b") + "," + begun("a"), "b a",
			`in the order of the events; 1 step was moved: "b"`},
		{"some events", []string{second("c", "07"), second("b", "05"), second("a", "01")}, begun("a"), "a b c",
			`in the order of the events, and steps without events in that of their starts; 2 steps were moved: "a", "b"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, notes, err := load(t, manifest(steps(c.steps...), `"events":[`+c.events+`]`), atlas.Options{})
			require.NoError(t, err)
			var ids []string
			for _, s := range doc.Steps {
				ids = append(ids, s.StepID)
			}
			assert.Equal(t, c.want, strings.Join(ids, " "))
			said := strings.Join(notes, "\n")
			if c.said == "" {
				assert.NotContains(t, said, "moved")
			} else {
				assert.Contains(t, said, c.said)
			}
		})
	}
}

func TestManyMovedStepsAreCounted(t *testing.T) {
	var list []string
	for i := 20; i > 10; i-- {
		list = append(list, second("s"+strconv.Itoa(i), strconv.Itoa(i)))
	}
	_, notes, err := load(t, manifest(steps(list...), noEvents), atlas.Options{})
	require.NoError(t, err)
	assert.Contains(t, strings.Join(notes, "\n"), `9 steps were moved: "s11", "s12", "s13", "s14", "s15" and 4 more`)
}

func TestOrderWithoutEvents(t *testing.T) {
	late := strings.ReplaceAll(ran("late", "done"), "08:00:0", "08:00:1")
	for _, c := range []struct{ steps, events, want, said string }{
		{steps(bare("never", "skipped"), late, ran("early", "done")), ``, "never early late", "has no events, so the order"},
		{`"steps":{"a":` + bare("", "skipped") + `,"b":` + late + `,"c":` + ran("", "done") + `}`, ``, "c b a", "has no events, so the order"},
		{`"steps":{"a":` + bare("", "skipped") + `,"b":` + late + `,"c":` + ran("", "done") + `}`, noEvents, "c b a", "no event names a step, so the order"},
	} {
		members := []string{c.steps}
		if c.events != "" {
			members = append(members, c.events)
		}
		doc, notes, err := load(t, manifest(members...), atlas.Options{})
		require.NoError(t, err)
		var ids []string
		for _, s := range doc.Steps {
			ids = append(ids, s.StepID)
		}
		assert.Equal(t, c.want, strings.Join(ids, " "))
		assert.Contains(t, strings.Join(notes, "\n"), c.said)
	}
}
