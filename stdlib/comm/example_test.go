package comm_test

import (
	"encoding/json"
	"fmt"

	"monro/stdlib/comm"
)

// A cell offers a target; what a front end sends to it is answered at once.
func ExampleRegister() {
	comm.SetSink(func(m comm.Message) { fmt.Println("the front end gets", string(m.Data)) }) // the kernel does this
	defer func() { comm.SetSink(nil) }()

	comm.Register("echo", func(c *comm.Comm, _ comm.Message) comm.Handler {
		return func(m comm.Message) func() {
			c.Send(m.Data)
			return nil
		}
	})

	comm.Deliver(comm.Message{Kind: comm.Opened, ID: "1", Target: "echo"}) // and this
	comm.Deliver(comm.Message{Kind: comm.Sent, ID: "1", Data: json.RawMessage(`"hello"`)})
	// Output: the front end gets "hello"
}
