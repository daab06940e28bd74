//go:build unix

package main

import (
	"bytes"
	"fmt"
	"math"
)

// The size of a picture, and of the parts of it.
const (
	width, height = 720, 150 // of one curve
	left, top     = 70, 28
)

// draw returns the series as an SVG picture: three curves, and where articles begin to be deleted.
func draw(list []figure, days int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", width+left+20, 3*height+20)
	fmt.Fprintln(&b, `<rect width="100%" height="100%" fill="#fff"/>`)
	for i, c := range []struct {
		name  string
		value func(f figure) float64
	}{
		{"CPU of a night, seconds", func(f figure) float64 { return f.cpu }},
		{"peak resident memory, MB", func(f figure) float64 { return f.rss / 1e6 }},
		{"store on disk after the night, MB", func(f figure) float64 { return f.disk / 1e6 }},
	} {
		curve(&b, list, days, i*height, c.name, c.value)
	}
	fmt.Fprintln(&b, `</svg>`)
	return b.Bytes()
}

// curve draws one figure of all nights below y.
func curve(b *bytes.Buffer, list []figure, days, y int, name string, value func(f figure) float64) {
	most := 0.0
	for _, f := range list {
		most = max(most, value(f))
	}
	most = roundUp(most)
	floor := y + height
	at := func(night int, v float64) (float64, float64) {
		return left + float64(night)/float64(max(1, len(list)-1))*width, float64(floor) - v/most*(height-top-14)
	}
	fmt.Fprintf(b, `<text x="%d" y="%d">%s</text>`+"\n", left, y+top-4, name)
	for _, v := range []float64{0, most / 2, most} {
		x, h := at(len(list)-1, v)
		fmt.Fprintf(b, `<path d="M%d %.1fH%.1f" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%g</text>`+"\n", left, h, x, left-6, h+4, v)
	}
	if days < len(list) {
		x, _ := at(days, 0)
		fmt.Fprintf(b, `<path d="M%.1f %dV%d" stroke="#999" stroke-dasharray="4 3"/>`+"\n", x, y+top, floor)
		fmt.Fprintf(b, `<text x="%.1f" y="%d" fill="#666">night %d: the first articles are deleted</text>`+"\n", x+4, y+top+10, days+1)
	}
	b.WriteString(`<polyline fill="none" stroke="#06c" stroke-width="1.5" points="`)
	for i, f := range list {
		x, h := at(i, value(f))
		fmt.Fprintf(b, "%.1f,%.1f ", x, h)
	}
	b.WriteString("\"/>\n")
}

// roundUp returns the next number above v that has one digit, 1, 2 or 5.
func roundUp(v float64) float64 {
	if v <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, x := range []float64{1, 2, 5} {
		if v <= x*power {
			return x * power
		}
	}
	return 10 * power
}
