package clock

import (
	"bytes"
	"errors"
	"testing"
)

func learnt() *Clocks {
	return &Clocks{others: outletClock{wild: true, delay: 700}, outlets: map[string]outletClock{
		"coast.example": {zoned: offset{0, true}, local: offset{-2 * hour, true}, prompt: true},
		"":              {wild: true, delay: hour},
		"port.example":  {local: offset{3*hour + quarter, true}},
	}}
}

func TestCodec(t *testing.T) {
	want := learnt()
	got, err := Decode(want.Encode(nil))
	if err != nil || len(got.outlets) != len(want.outlets) {
		t.Fatalf("%+v, %v", got, err)
	}
	for name, h := range want.outlets {
		if got.outlets[name] != h {
			t.Errorf("%q: %+v, want %+v", name, got.outlets[name], h)
		}
	}
	if got.others != want.others {
		t.Errorf("others: %+v, want %+v", got.others, want.others)
	}
	if empty, err := Decode((&Clocks{}).Encode(nil)); err != nil || len(empty.outlets) != 0 {
		t.Errorf("nothing learnt: %+v, %v", empty, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(learnt().Encode(nil))
	f.Add([]byte{})
	f.Add([]byte{1, 0, 8, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Decode(b)
		if err != nil {
			if !errors.Is(err, ErrCodec) {
				t.Errorf("%v", err)
			}
			return
		}
		again, err := Decode(c.Encode(nil))
		if err != nil || !bytes.Equal(again.Encode(nil), c.Encode(nil)) {
			t.Errorf("not the same again: %v", err)
		}
	})
}
