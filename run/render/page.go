package render

import (
	"bytes"
	"strings"
)

// style is an ANSI attribute, "" for none.
type style string

const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
	purple style = "35"
)

// page is the text being written.
type page struct {
	b     bytes.Buffer
	width int
	color bool
}

// paint returns a safe text in a style.
func (p *page) paint(s string, st style) string {
	if !p.color || st == plain || s == "" {
		return s
	}
	return "\x1b[" + string(st) + "m" + s + "\x1b[0m"
}

func (p *page) line(s string) {
	p.b.WriteString(strings.TrimRight(s, " "))
	p.b.WriteByte('\n')
}

// section begins a part of the page.
func (p *page) section(title string) {
	p.b.WriteByte('\n')
	p.line(p.paint(title, bold))
}

// paragraph writes any text, wrapped and indented; the first line may have a
// label of its own, which must be safe.
func (p *page) paragraph(indent int, label, text string) {
	room := max(p.width-indent-width(label), 20)
	pad := strings.Repeat(" ", indent)
	for i, line := range wrap(text, room) {
		if i == 0 {
			p.line(pad + label + line)
		} else {
			p.line(pad + strings.Repeat(" ", width(label)) + line)
		}
	}
}

// cell is one field of a table: a safe text.
type cell struct {
	text  string
	style style
	right bool // aligned to the right
}

// column limits the cells of one column.
type column struct {
	title string
	max   int  // cells; 0 = what is left of the page, in the last column
	fold  bool // the last column continues on further lines instead of being cut
}

// table writes rows in aligned columns, indented by two. Columns in which every
// cell is empty are left out.
func (p *page) table(columns []column, rows [][]cell) {
	widths := make([]int, len(columns))
	last := -1
	for c := range columns {
		for _, row := range rows {
			widths[c] = max(widths[c], width(row[c].text))
		}
		if widths[c] > 0 {
			widths[c] = max(widths[c], width(columns[c].title))
			last = c
		}
		if columns[c].max > 0 {
			widths[c] = min(widths[c], columns[c].max)
		}
	}
	squeeze(columns, widths, p.width)
	head := make([]cell, len(columns))
	titled := false
	for c := range columns {
		head[c] = cell{text: columns[c].title, style: dim}
		titled = titled || columns[c].title != ""
		if len(rows) > 0 {
			head[c].right = rows[0][c].right
		}
	}
	if titled {
		p.row(columns, head, widths, last)
	}
	for _, row := range rows {
		p.row(columns, row, widths, last)
	}
}

// leastTail is the room that the last column has at least.
const leastTail = 24

// squeeze narrows the widest columns until the last one has room.
func squeeze(columns []column, widths []int, limit int) {
	for {
		used, widest := 2, -1
		for c := range widths {
			if widths[c] == 0 || columns[c].max == 0 {
				continue
			}
			used += widths[c] + 2
			if widest < 0 || widths[c] > widths[widest] {
				widest = c
			}
		}
		if widest < 0 || widths[widest] <= 4 || used+leastTail <= limit {
			return
		}
		widths[widest]--
	}
}

func (p *page) row(columns []column, row []cell, widths []int, last int) {
	var b strings.Builder
	b.WriteString("  ")
	used := 2
	for c := 0; c <= last; c++ {
		if widths[c] == 0 {
			continue
		}
		if c == last && columns[c].max == 0 {
			p.tail(&b, columns[c], row[c], used)
			return
		}
		text := clip(row[c].text, widths[c])
		gap := strings.Repeat(" ", max(widths[c]-width(text), 0))
		if row[c].right {
			b.WriteString(gap + p.paint(text, row[c].style))
		} else {
			b.WriteString(p.paint(text, row[c].style) + gap)
		}
		b.WriteString("  ")
		used += widths[c] + 2
	}
	p.line(b.String())
}

// tail writes the last cell into what is left of the page.
func (p *page) tail(b *strings.Builder, col column, last cell, used int) {
	room := max(p.width-used, leastTail)
	if !col.fold {
		b.WriteString(p.paint(clip(last.text, room), last.style))
		p.line(b.String())
		return
	}
	for i, part := range wrapLine(last.text, room) {
		if i > 0 {
			b.WriteString(strings.Repeat(" ", used))
		}
		b.WriteString(p.paint(part, last.style))
		p.line(b.String())
		b.Reset()
	}
}
