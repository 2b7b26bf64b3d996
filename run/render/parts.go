package render

import (
	"fmt"
	"sort"
	"strconv"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/wording"
)

// steps shows how every step went.
func (p *page) steps(doc *runresultv1.RunResult) {
	if len(doc.Steps) == 0 {
		return
	}
	p.section(wording.Count(len(doc.Steps), "step", "steps") + ", in order of execution")
	shown := doc.Steps[:min(len(doc.Steps), MaxRows)]
	rows := make([][]cell, 0, len(shown))
	for i := range shown {
		s := &shown[i]
		took := ""
		if s.DurationMS != nil {
			took = duration(*s.DurationMS)
		}
		rows = append(rows, []cell{
			{text: strconv.Itoa(i + 1), right: true, style: dim},
			{text: safe(string(s.Status)), style: stepStyle[s.Status]},
			{text: safe(s.StepID)},
			{text: safe(s.Kind), style: dim},
			{text: offset(doc.StartedAt, s.StartedAt), right: true},
			{text: took, right: true},
			{text: firstLine(wrap(s.Summary, 4*p.width)[0])},
		})
	}
	p.table([]column{{title: "#", max: 7}, {title: "status", max: 10}, {title: "step", max: p.width * 2 / 5}, {title: "kind", max: 12},
		{title: "start", max: 14}, {title: "took", max: 14}, {title: "summary"}}, rows)
	p.more(len(doc.Steps), "steps")
}

func (p *page) warnings(doc *runresultv1.RunResult) {
	n := 0
	for i := range doc.Steps {
		for _, warning := range doc.Steps[i].Warnings {
			if n == 0 {
				p.section("Warnings")
			}
			if n++; n <= MaxRows {
				p.paragraph(2, p.clipLabel(doc.Steps[i].StepID), warning)
			}
		}
	}
	p.more(n, "warnings")
}

func (p *page) metrics(doc *runresultv1.RunResult) {
	if len(doc.Metrics) == 0 {
		return
	}
	p.section("Metrics")
	keys := make([]string, 0, len(doc.Metrics))
	for key := range doc.Metrics {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	rows := make([][]cell, 0, min(len(keys), MaxRows))
	for _, key := range keys[:min(len(keys), MaxRows)] {
		rows = append(rows, []cell{{text: safe(key)}, {text: metric(doc.Metrics[key])}})
	}
	p.table([]column{{max: p.width / 2}, {}}, rows)
	p.more(len(keys), "metrics")
}

func metric(v runresultv1.MetricValue) string {
	if n, ok := v.AsNumber(); ok {
		return safe(n.String())
	}
	if s, ok := v.AsString(); ok {
		return safe(s)
	}
	if b, ok := v.AsBool(); ok {
		return strconv.FormatBool(b)
	}
	return "not defined"
}

// artifacts lists the files of the run: the global ones, then those of the
// steps.
func (p *page) artifacts(doc *runresultv1.RunResult) {
	type entry struct {
		*runresultv1.Artifact
		by string
	}
	var all []entry
	listed := map[[2]string]bool{}
	for i := range doc.Artifacts {
		a := &doc.Artifacts[i]
		by := ""
		if a.ProducedBy != nil {
			by = *a.ProducedBy
		}
		listed[[2]string{a.Path, a.Hash}] = true
		all = append(all, entry{a, by})
	}
	for i := range doc.Steps {
		for j := range doc.Steps[i].Artifacts {
			a := &doc.Steps[i].Artifacts[j]
			if !listed[[2]string{a.Path, a.Hash}] {
				all = append(all, entry{a, doc.Steps[i].StepID})
			}
		}
	}
	if len(all) == 0 {
		return
	}
	p.section("Artifacts, by path below the run directory")
	var rows [][]cell
	for _, e := range all[:min(len(all), MaxRows)] {
		bytes := ""
		if e.SizeBytes != nil {
			bytes = size(*e.SizeBytes)
		}
		rows = append(rows, []cell{
			{text: safe(e.Name)},
			{text: safe(e.Type), style: dim},
			{text: bytes, right: true},
			{text: hash(e.Hash)},
			{text: safe(e.by), style: dim},
			{text: safe(e.Path)},
		})
	}
	p.table([]column{{title: "name", max: p.width / 4}, {title: "type", max: 12}, {title: "size", max: 10}, {title: "digest", max: 20},
		{title: "step", max: p.width / 4}, {title: "path", fold: true}}, rows)
	p.more(len(all), "artifacts")
}

// evidence says where the forensic record of the run is.
func (p *page) evidence(doc *runresultv1.RunResult) {
	ref := &doc.References
	p.section("Evidence, by path below the run directory")
	row := func(what, digest, path string) []cell {
		if digest != "" {
			digest = hash(digest)
		}
		return []cell{{text: what}, {text: digest}, {text: safe(path)}}
	}
	p.table([]column{{max: 10}, {max: 20}, {fold: true}}, [][]cell{
		row("manifest", text(ref.ManifestHash), ref.ManifestPath),
		row("config", ref.ConfigHash, text(ref.ConfigPath)),
		row("contract", ref.ContractHash, text(ref.ContractPath)),
	})
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// surroundings says who wrote the document, where and under which policy.
func (p *page) surroundings(doc *runresultv1.RunResult) {
	var rows [][]cell
	add := func(what, value string) { rows = append(rows, []cell{{text: what}, {text: value}}) }
	if doc.Producer != nil {
		add("producer", safe(doc.Producer.Name+" "+doc.Producer.Version))
	}
	if doc.StatusPolicy != nil {
		add("status policy", safe(*doc.StatusPolicy))
	}
	keys := make([]string, 0, len(doc.Environment))
	for key := range doc.Environment {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys[:min(len(keys), MaxRows)] {
		add(safe(key), safe(doc.Environment[key]))
	}
	if len(doc.Extensions) > 0 {
		add("extensions", p.extensions(doc))
	}
	if len(rows) == 0 {
		return
	}
	p.section("Surroundings")
	p.table([]column{{max: p.width / 3}, {fold: true}}, rows)
	p.more(len(keys), "facts of the environment")
}

func (p *page) extensions(doc *runresultv1.RunResult) string {
	found := make([]string, 0, len(doc.Extensions))
	for name := range doc.Extensions {
		found = append(found, name)
	}
	sort.Strings(found)
	const limit = 10
	if len(found) > limit {
		return safe(names(found[:limit])) + fmt.Sprintf(" and %d more", len(found)-limit)
	}
	return safe(names(found))
}
