"""The conformance class of jupyter_kernel_test on the installed kernel.

A skipped test fails the run unless ALLOWED names it with the reason.
"""

import sys
import unittest

import jupyter_kernel_test

# test name: why the protocol does not let a kernel answer it
ALLOWED = {}


class MonroTest(jupyter_kernel_test.KernelTests):
    kernel_name = "monro"
    language_name = "go"
    file_extension = ".go"

    code_hello_world = 'fmt.Println("hello, world")'
    code_stderr = 'fmt.Fprintln(os.Stderr, "careful")'
    code_generate_error = 'panic("boom")'
    code_page_something = "strings.Split?"
    code_inspect_sample = "strings.Split"
    code_clear_output = "display.Clear(false)"

    completion_samples = [
        {"text": "strings.SplitAft", "matches": {"SplitAfter", "SplitAfterN", "SplitAfterSeq"}},
        {"text": "linspa", "matches": {"linspace"}},
    ]
    complete_code_samples = [
        "1 + 1",
        "x := 1",
        "func f() int {\n\treturn 1\n}",
        "for i := range 3 {\n\tfmt.Println(i)\n}",
        "type point struct{ x, y float64 }\np := point{1, 2}\np.x",
        "// only a comment",
    ]
    incomplete_code_samples = [
        "func f() int {",
        "fmt.Println(",
        "x := []float64{1,",
        "text := `raw",
        "1 +",
        "/* a comment",
    ]
    invalid_code_samples = [
        "x := )",
        'text := "no end',
        "func f() }",
    ]
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "len(strings.Fields(\"a b c\"))", "result": "3"},
        {"code": "plot.Line([]float64{1, 2, 3}, []float64{1, 4, 9})", "mime": "image/svg+xml"},
    ]
    code_display_data = [
        {"code": "show(plot.Line([]float64{1, 2, 3}, []float64{1, 4, 9}))", "mime": "image/svg+xml"},
    ]
    code_history_pattern = "6*7"
    supported_history_operations = ("tail", "range", "search")


def main():
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(MonroTest)
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    unexpected = [(t, why) for t, why in result.skipped if t.id().rpartition(".")[2] not in ALLOWED]
    for test, why in unexpected:
        print("skipped, which is not allowed: %s %s" % (test, why))
    print("%d tests, %d failed, %d skipped" % (
        result.testsRun, len(result.failures) + len(result.errors), len(result.skipped)))
    return 0 if result.wasSuccessful() and not unexpected else 1


if __name__ == "__main__":
    sys.exit(main())
