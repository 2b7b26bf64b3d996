package contract

import (
	"strings"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// document returns a random RunResult that satisfies every rule of the schema,
// its clauses about status included.
func (g *maker) document() *node {
	steps := &node{kind: source.Array}
	all, critical, undeclared := true, false, false // of the steps: all success; a break declared critical; one that may be
	for range g.few(4) {
		s, status, crit := g.step()
		steps.items = append(steps.items, s)
		all = all && status == "success"
		if status == "failed" || status == "blocked" {
			critical = critical || crit == "true"
			undeclared = undeclared || crit != "false"
		}
	}
	var can []string
	if all && len(steps.items) > 0 {
		can = append(can, "success")
	}
	if !all && !critical {
		can = append(can, "partial")
	}
	if undeclared {
		can = append(can, "failed")
	}
	status, withError := "failed", len(can) == 0 || g.chance(10)
	if !withError {
		status = pick(g, can...)
		withError = status == "failed" && g.chance(40)
	}
	summary := g.words()
	if status == "failed" && !withError {
		summary = g.some()
	}
	n := object()
	g.optional(n, "$schema", g.str(g.words()))
	g.optional(n, "run_result_version", g.str(pick(g, "1.0", "1.10", "1.999999999999999999999")))
	g.add(n, "run_id", g.str(g.identifier()))
	g.add(n, "status", g.str(status))
	g.add(n, "started_at", g.timestamp())
	g.add(n, "finished_at", g.timestamp())
	g.add(n, "duration_ms", g.integer(g.count()))
	g.add(n, "summary", g.str(summary))
	g.add(n, "steps", steps)
	g.add(n, "metrics", g.metrics())
	g.add(n, "artifacts", g.artifacts())
	g.add(n, "references", g.references())
	if withError {
		g.add(n, "error", g.errorInfo())
	}
	g.optional(n, "status_policy", g.str(g.some()))
	g.optional(n, "producer", g.finish(object(g.member("name", g.str(g.some())), g.member("version", g.str(g.some())))))
	g.optional(n, "environment", g.mapOf(g.words, func() *node { return g.str(g.words()) }))
	g.optional(n, "extensions", g.mapOf(g.extensionName, func() *node { return g.value(3) }))
	return g.finish(n)
}

// few returns a count up to most, of which tame documents get a share.
func (g *maker) few(most int) int {
	if g.tame {
		most = (most + 1) / 2
		return g.IntN(most+1) * g.IntN(2)
	}
	return g.IntN(most + 1)
}

func (g *maker) add(n *node, name string, v *node) { n.members = append(n.members, g.member(name, v)) }

func (g *maker) optional(n *node, name string, v *node) {
	if g.chance(50) {
		g.add(n, name, v)
	}
}

// mapOf returns an object of random size, names in no order.
func (g *maker) mapOf(name func() string, value func() *node) *node {
	n := object()
	for range g.few(5) {
		if k := name(); n.get(k) == nil {
			g.add(n, k, value())
		}
	}
	return n
}

func (g *maker) metrics() *node {
	return g.mapOf(func() string {
		if !g.tame && g.chance(5) {
			return strings.Repeat("\U0001f600", 250)
		}
		name := []rune(pick(g, "steps.total", "champion.r2", "b", "a", "B", g.some()))
		return string(name[:min(len(name), 250)])
	}, func() *node {
		switch g.IntN(6) {
		case 0:
			return null()
		case 1:
			return boolean(g.chance(50))
		case 2:
			return g.str(g.words())
		}
		return g.finite()
	})
}

func (g *maker) extensionName() string {
	return pick(g, "org.example", "b.a", "a.b", "a.b.c", "_.-", "A.1", "com.acme.v2") + pick(g, "", ".x", "0")
}

// identifier returns 1 to 255 characters that the schema's Identifier accepts.
func (g *maker) identifier() string {
	if !g.tame && g.chance(3) {
		return strings.Repeat("\U0001f600", 255)
	}
	s := pick(g, "r", "58d10887f8ac", "transform.cast_types_safe", "Ω", "日本", " ", "-", "%2e", "\u0080", "\ufeff")
	for range g.IntN(4) {
		s += pick(g, ".", "a", "..", " ", "é", "\U0001f600", "\u00a0", "~", ":", "\u0084")
	}
	return s
}

func (g *maker) path() string {
	segment := func() string {
		return pick(g, "a", "artifacts", "model.joblib", "...", ".hidden", "..x", "x..", "é", "\U0001f600", " ", "ab:c", "-", "C", "\u0080")
	}
	s := segment()
	for range g.IntN(4) {
		s += "/" + segment()
	}
	if !g.tame && g.chance(2) {
		s += "/" + strings.Repeat("é", 4096-len([]rune(s))-1)
	}
	return s
}

func (g *maker) hash() *node {
	hex := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "0123456789abcdef"[g.IntN(16)]
		}
		return string(b)
	}
	return g.str(pick(g, "sha256:"+hex(64), hex(64), "sha384:"+hex(96), "sha512:"+hex(128)))
}

func (g *maker) references() *node {
	n := object(
		g.member("manifest_path", g.str(g.path())), g.member("config_hash", g.hash()), g.member("contract_hash", g.hash()))
	g.optional(n, "manifest_hash", g.hash())
	g.optional(n, "config_path", g.str(g.path()))
	g.optional(n, "contract_path", g.str(g.path()))
	return g.finish(n)
}

func (g *maker) artifacts() *node {
	n := array()
	for range g.few(2) {
		a := object(
			g.member("name", g.str(g.some())), g.member("path", g.str(g.path())), g.member("hash", g.hash()),
			g.member("type", g.str(pick(g, "model", "report", g.some()))))
		g.optional(a, "produced_by", g.str(g.identifier()))
		g.optional(a, "size_bytes", g.integer(g.count()))
		g.optional(a, "media_type", g.str(g.some()))
		n.items = append(n.items, g.finish(a))
	}
	return n
}

func (g *maker) errorInfo() *node {
	n := object(g.member("type", g.str(g.some())), g.member("message", g.str(g.some())))
	g.optional(n, "details", g.mapOf(g.words, func() *node { return g.value(3) }))
	if hint := g.IntN(3); hint == 0 {
		g.add(n, "hint", null())
	} else if hint == 1 {
		g.add(n, "hint", g.str(g.words()))
	}
	g.optional(n, "decision_required", boolean(g.chance(50)))
	return g.finish(n)
}

// step returns a step with its status and the text of "critical", "" if absent.
func (g *maker) step() (n *node, status, critical string) {
	status = pick(g, "success", "success", "success", "failed", "skipped", "blocked")
	ran := status == "success" || status == "failed" || status == "skipped" && g.chance(50)
	withError := status != "success" && g.chance(40)
	summary := g.words()
	if status == "failed" && !withError {
		summary = g.some()
	}
	n = object()
	g.add(n, "step_id", g.str(g.identifier()))
	g.add(n, "kind", g.str(pick(g, "train", "export", g.some())))
	g.add(n, "status", g.str(status))
	if ran {
		g.add(n, "started_at", g.timestamp())
		g.add(n, "finished_at", g.timestamp())
		g.add(n, "duration_ms", g.integer(g.count()))
	} else {
		g.add(n, "started_at", null())
		g.add(n, "finished_at", null())
		g.add(n, "duration_ms", null())
	}
	g.add(n, "summary", g.str(summary))
	g.add(n, "warnings", g.strings(g.words, false))
	g.add(n, "artifacts", g.artifacts())
	if critical = pick(g, "", "", "true", "false"); critical != "" {
		g.add(n, "critical", boolean(critical == "true"))
	}
	g.optional(n, "reason", g.str(g.some()))
	g.optional(n, "depends_on", g.strings(g.identifier, true))
	g.optional(n, "blocked_by", g.strings(g.identifier, true))
	if withError {
		g.add(n, "error", g.errorInfo())
	}
	return g.finish(n), status, critical
}

// strings returns an array of strings, all different when unique.
func (g *maker) strings(make func() string, unique bool) *node {
	n, seen := array(), map[string]bool{}
	count := g.few(3)
	if unique && g.chance(5) {
		count = 20
	}
	for range count {
		s := make()
		if unique && seen[s] {
			continue
		}
		seen[s] = true
		n.items = append(n.items, g.str(s))
	}
	return n
}
