package atlas

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run"
)

// settle decides the status of the run, after its steps are known.
func (m *importer) settle(doc *runresultv1.RunResult) error {
	policy := m.opt.Policy
	if policy == nil {
		policy = run.DefaultPolicy()
	}
	stated := m.run.get("status").or(m.root.get("status"))
	claim, err := m.claim(stated)
	if err != nil {
		return err
	}
	failure := m.run.get("error").or(m.root.get("error")).or(m.events.runError)
	doc.Error = m.errorInfo(failure, "RUN_FAILED")
	if doc.Error == nil && len(doc.Steps) == 0 {
		doc.Error = &runresultv1.ErrorInfo{Type: "NO_STEPS", Message: "the manifest records no steps: the run failed before a plan existed"}
		m.note(m.root.get("steps"), "there are no steps, so the run failed before a plan existed; a run-level error says so")
	}
	possible, err := run.Possible(doc)
	if err != nil {
		return m.fail(m.root.get("steps"), "", "%v", err)
	}
	derived, err := run.Derive(doc, policy)
	if err != nil {
		return m.fail(m.root.get("steps"), "", "%v", err)
	}
	doc.Status = derived.Status
	id := policy.ID()
	switch {
	case claim == "":
		m.note(m.run, "the manifest records no status of the run; %s was derived from the steps (policy %s)", doc.Status, id)
	case claim == doc.Status:
	case claim == runresultv1.RunStatusFailed && !possible.Has(claim):
		doc.Status = claim
		doc.Error = &runresultv1.ErrorInfo{Type: "RUN_FAILED", Message: "the manifest states that the run failed, and no step explains it"}
		m.note(stated, "the run is stated as failed and no step explains it; a run-level error says so")
	case m.opt.Policy == nil && possible.Has(claim):
		// Only the engine knew which steps were critical.
		doc.Status, id = claim, ""
		m.note(stated, "the stated status %s was kept: it depends on which steps are critical, and were all of them it would be %s", claim, derived.Status)
	default:
		m.note(stated, "the stated status %s contradicts the steps; %s was derived from them (policy %s)", clip(quote(stated.v.Text)), doc.Status, id)
	}
	if id != "" {
		doc.StatusPolicy = &id
	}
	m.summary(doc)
	return nil
}

// claim reads the status that the manifest states, "" for none.
func (m *importer) claim(stated at) (runresultv1.RunStatus, error) {
	if stated.v == nil {
		return "", nil
	}
	if !stated.is(source.String) {
		return "", m.fail(stated, "use success, failed or partial", "the status of the run is %s", stated.v.Kind.Article())
	}
	word := strings.ToLower(strings.TrimSpace(stated.v.Text))
	if word == "running" || word == "pending" || word == "started" {
		m.note(stated, "the run is stated as %s; its status was derived from the steps", clip(quote(stated.v.Text)))
		return "", nil
	}
	claim, ok := runStates[word]
	if !ok {
		return "", m.fail(stated, "use success, failed or partial", "the status of the run, %s, is not known", clip(quote(stated.v.Text)))
	}
	return claim, nil
}

// surroundings fills what stands around the steps: the producer, the
// environment and the metrics.
func (m *importer) surroundings(doc *runresultv1.RunResult) {
	system := m.root.get("system")
	version := m.run.get("atlas_version").or(system.get("atlas_version")).or(m.root.get("atlas_version"))
	if text := m.text(version, "the atlas_version"); text != "" {
		doc.Producer = &runresultv1.Producer{Name: "atlas-dataflow", Version: text}
	}
	for _, from := range []at{system, m.root.get("environment")} {
		m.environment(doc, from)
	}
	m.metrics(doc)
}

func (m *importer) environment(doc *runresultv1.RunResult, from at) {
	if from.v == nil {
		return
	}
	if from.v.Kind != source.Object {
		m.note(from, "the environment is %s, not an object; it was kept in the extension", from.v.Kind.Article())
		m.keep(&m.kept.members, lastName(from.ptr), from.v)
		return
	}
	var rest []source.Member
	for _, member := range from.v.Members {
		switch v := member.Value; v.Kind {
		case source.Null:
		case source.Array, source.Object:
			rest = append(rest, member)
		default:
			if member.Name == "atlas_version" {
				continue
			}
			if doc.Environment == nil {
				doc.Environment = map[string]string{}
			}
			text := v.Text
			if v.Kind == source.Bool {
				text = v.JSON()
			}
			if _, taken := doc.Environment[member.Name]; !taken {
				doc.Environment[member.Name] = text
			}
		}
	}
	if rest != nil {
		m.keep(&m.kept.members, lastName(from.ptr), source.NewObject(rest))
	}
}

func lastName(ptr string) string { return ptr[strings.LastIndexByte(ptr, '/')+1:] }

// metrics takes the run-wide metrics that are scalars, and counts the steps.
func (m *importer) metrics(doc *runresultv1.RunResult) {
	doc.Metrics = map[string]runresultv1.MetricValue{}
	found := m.root.get("metrics")
	if found.v != nil && found.v.Kind != source.Object {
		m.note(found, "\"metrics\" is %s, not an object; it was kept in the extension", found.v.Kind.Article())
		m.keep(&m.kept.members, "metrics", found.v)
	} else if found.v != nil {
		var rest []source.Member
		for _, member := range found.v.Members {
			value, ok := metric(member.Value)
			if n := utf8.RuneCountInString(member.Name); !ok || n == 0 || n > 250 {
				rest = append(rest, member)
				continue
			}
			doc.Metrics[member.Name] = value
		}
		if rest != nil {
			m.note(found, "%s not a scalar that a RunResult can hold, and kept in the extension instead", wording.Count(len(rest), "metric is", "metrics are"))
			m.keep(&m.kept.members, "metrics", source.NewObject(rest))
		}
	}
	counters := run.Count(doc).Counters()
	sort.SliceStable(counters, func(i, j int) bool { return counters[i].Key < counters[j].Key })
	for _, counter := range counters {
		value := rt.NumberFromInt64(int64(counter.Value))
		if old, there := doc.Metrics[counter.Key]; there {
			if n, ok := old.AsNumber(); !ok || n.Cmp(value) != 0 {
				m.note(found.get(counter.Key).or(found), "the stated %s contradicts the steps, which give %d", counter.Key, counter.Value)
			}
		}
		doc.Metrics[counter.Key] = runresultv1.NewMetricValueNumber(value)
	}
}

// maxMetric is the largest magnitude of a number among the metrics.
var maxMetric, _ = rt.ParseNumber("1.7976931348623157e308")

func metric(v *source.Value) (out runresultv1.MetricValue, ok bool) {
	switch v.Kind {
	case source.Null:
		return runresultv1.NewMetricValueNull(), true
	case source.Bool:
		return runresultv1.NewMetricValueBool(v.Bool), true
	case source.String:
		return runresultv1.NewMetricValueString(v.Text), true
	case source.Number:
		n, err := rt.ParseNumber(v.Text)
		magnitude, merr := rt.ParseNumber(strings.TrimPrefix(v.Text, "-"))
		if err != nil || merr != nil || magnitude.Cmp(maxMetric) > 0 {
			return out, false
		}
		return runresultv1.NewMetricValueNumber(n), true
	}
	return out, false
}
