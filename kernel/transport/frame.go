package transport

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Limits on what a peer may send. A header that claims more ends the connection
// before anything is allocated for it.
const (
	maxMessage   = 256 << 20 // bytes of all frames of one message
	maxFrames    = 1 << 12
	maxHandshake = 4 << 10 // bytes of a READY command
	firstAlloc   = 1 << 20 // a frame's buffer grows from here as its bytes come
)

// Flags of a ZMTP 3 frame.
const (
	flagMore    = 1
	flagLong    = 2
	flagCommand = 4
)

var errTooLarge = errors.New("message too large")

// appendFrames encodes a message as ZMTP frames.
func appendFrames(dst []byte, frames [][]byte) []byte {
	for i, f := range frames {
		var flags byte
		if i < len(frames)-1 {
			flags = flagMore
		}
		dst = appendFrame(dst, flags, f)
	}
	return dst
}

func appendFrame(dst []byte, flags byte, body []byte) []byte {
	if len(body) > 255 {
		dst = append(dst, flags|flagLong)
		dst = binary.BigEndian.AppendUint64(dst, uint64(len(body)))
	} else {
		dst = append(dst, flags, byte(len(body)))
	}
	return append(dst, body...)
}

// readMessage reads the frames of one message or command.
func readMessage(r *bufio.Reader) (frames [][]byte, command bool, err error) {
	total := uint64(0)
	for {
		flags, size, err := readFrameHeader(r)
		if err != nil {
			return nil, false, err
		}
		total += size
		if size > maxMessage || total > maxMessage || len(frames) == maxFrames {
			return nil, false, fmt.Errorf("%w: %d frames, %d bytes or more", errTooLarge, len(frames)+1, total)
		}
		body, err := readBody(r, int(size))
		if err != nil {
			return nil, false, err
		}
		frames = append(frames, body)
		if flags&flagMore == 0 {
			return frames, flags&flagCommand != 0, nil
		}
	}
}

func readFrameHeader(r *bufio.Reader) (flags byte, size uint64, err error) {
	if flags, err = r.ReadByte(); err != nil {
		return 0, 0, err
	}
	if flags&^(flagMore|flagLong|flagCommand) != 0 {
		return 0, 0, fmt.Errorf("frame flags are %#x", flags)
	}
	if flags&flagLong == 0 {
		b, err := r.ReadByte()
		return flags, uint64(b), err
	}
	var long [8]byte
	if _, err := io.ReadFull(r, long[:]); err != nil {
		return 0, 0, err
	}
	return flags, binary.BigEndian.Uint64(long[:]), nil
}

// readBody grows with what arrives, so that a large claim alone costs nothing.
func readBody(r *bufio.Reader, size int) ([]byte, error) {
	body := make([]byte, min(size, firstAlloc))
	for read := 0; ; {
		n, err := io.ReadFull(r, body[read:])
		read += n
		if err != nil || read == size {
			return body, err
		}
		body = append(body, make([]byte, min(size-read, read))...)
	}
}
