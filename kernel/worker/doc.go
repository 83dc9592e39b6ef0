// Package worker is the process that interprets cells, and the Host that starts
// it, talks to it over pipes and replaces it when it dies.
//
// What a cell does can end its process: a crash inside the runtime, memory that
// runs out, an endless loop that cannot be stopped. So the kernel, the terminal
// and the notebook runner keep the session in a child process and live on.
package worker
