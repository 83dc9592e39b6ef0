package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"

	"monro/stdlib/experiment"
	"monro/stdlib/problem"
)

// A part of a run's series is packed as
//
//	1                                 version of the format
//	n                                 number of points
//	n times:
//	  2·metric + (1 at a new place)   metrics are numbered as they appear
//	  length, name                    of a metric that appears first
//	  step, values, grads, HVPs, samples, rounds, bits, epoch, seconds
//	                                  of a new place, integers as differences
//	  value
//	CRC-32                            of all before it, four bytes
//
// with integers as varints, differences with a sign, floats as eight bytes, all
// little-endian. The point before the first is at the zero place.

const seriesVersion = 1

// encode packs points.
func encode(points []experiment.Point) []byte {
	buf := make([]byte, 0, 16+32*len(points))
	buf = append(buf, seriesVersion)
	buf = binary.AppendUvarint(buf, uint64(len(points)))
	number := map[string]uint64{}
	var at experiment.Place
	for i := range points {
		p := &points[i]
		metric, old := number[p.Metric]
		if !old {
			metric = uint64(len(number))
			number[p.Metric] = metric
		}
		moved := !same(&at, &p.Place)
		head := metric << 1
		if moved {
			head |= 1
		}
		buf = binary.AppendUvarint(buf, head)
		if !old {
			buf = binary.AppendUvarint(buf, uint64(len(p.Metric)))
			buf = append(buf, p.Metric...)
		}
		if moved {
			before, now := integers(&at), integers(&p.Place)
			for k := range now {
				buf = binary.AppendVarint(buf, now[k]-before[k]) // may wrap around, and back
			}
			buf = appendFloat(buf, p.Epoch)
			buf = appendFloat(buf, p.Seconds)
			at = p.Place
		}
		buf = appendFloat(buf, p.Value)
	}
	return binary.LittleEndian.AppendUint32(buf, crc32.ChecksumIEEE(buf))
}

// same compares bit for bit, as a NaN differs from itself.
func same(a, b *experiment.Place) bool {
	return integers(a) == integers(b) &&
		math.Float64bits(a.Epoch) == math.Float64bits(b.Epoch) &&
		math.Float64bits(a.Seconds) == math.Float64bits(b.Seconds)
}

func integers(p *experiment.Place) [7]int64 {
	c := &p.Cost
	return [7]int64{int64(p.Step), int64(c.Values), int64(c.Grads), int64(c.HVPs), int64(c.Samples), int64(c.Rounds), c.Bits}
}

func placeOf(v [7]int64) experiment.Place {
	return experiment.Place{Step: int(v[0]), Cost: problem.Cost{
		Values: int(v[1]), Grads: int(v[2]), HVPs: int(v[3]), Samples: int(v[4]), Rounds: int(v[5]), Bits: v[6],
	}}
}

func appendFloat(buf []byte, x float64) []byte {
	return binary.LittleEndian.AppendUint64(buf, math.Float64bits(x))
}

var errSum = errors.New("its checksum is wrong")

// decode unpacks what encode packed, and gives each point to add.
func decode(data []byte, add func(experiment.Point)) error {
	if len(data) < 4 {
		return fmt.Errorf("%d bytes: want at least 6", len(data))
	}
	body, sum := data[:len(data)-4], binary.LittleEndian.Uint32(data[len(data)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return errSum
	}
	return decodeBody(body, add)
}

func decodeBody(body []byte, add func(experiment.Point)) error {
	r := reader{rest: body}
	if v := r.bytes(1); r.err == nil && v[0] != seriesVersion {
		return fmt.Errorf("its format is version %d: want %d", v[0], seriesVersion)
	}
	n := r.uvarint()
	var names []string
	var p experiment.Point
	for ; n > 0 && r.err == nil; n-- {
		head := r.uvarint()
		metric := head >> 1
		switch {
		case metric < uint64(len(names)):
			p.Metric = names[metric]
		case metric == uint64(len(names)):
			p.Metric = string(r.bytes(r.uvarint()))
			names = append(names, p.Metric)
		default:
			return fmt.Errorf("metric %d where %d have appeared", metric, len(names))
		}
		if head&1 == 1 {
			v := integers(&p.Place)
			for k := range v {
				v[k] += r.varint()
			}
			p.Place = placeOf(v)
			p.Epoch, p.Seconds = r.float(), r.float()
		}
		p.Value = r.float()
		if r.err == nil {
			add(p)
		}
	}
	if r.err == nil && len(r.rest) > 0 {
		return fmt.Errorf("%d bytes after its end", len(r.rest))
	}
	return r.err
}

// A reader takes values off the front of bytes. After an error, which stays in it,
// it gives zeros.
type reader struct {
	rest []byte
	err  error
}

var errShort = errors.New("it ends in the middle")

func (r *reader) bytes(n uint64) []byte {
	if r.err == nil && n > uint64(len(r.rest)) {
		r.err = errShort
	}
	if r.err != nil {
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 && r.err == nil {
		r.err = errShort
	}
	r.bytes(uint64(max(n, 0)))
	return v
}

func (r *reader) varint() int64 {
	u := r.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

func (r *reader) float() float64 {
	b := r.bytes(8)
	if b == nil {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(b))
}
