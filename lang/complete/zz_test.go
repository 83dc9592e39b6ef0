package complete_test
import ("testing";"os";"path/filepath";"strings";"strconv";"time";"fmt")
func TestSlow(t *testing.T){
 s:=session(t,setup...)
 fs,_:=filepath.Glob(os.Getenv("HOME")+"/.cache/go-build/fuzz/monro/lang/complete/FuzzComplete/*")
 fmt.Println(len(fs))
 for _,f:=range fs { b,_:=os.ReadFile(f); l:=strings.Split(string(b),"\n"); q:=strings.TrimSuffix(strings.TrimPrefix(l[1],"string("),")"); code,_:=strconv.Unquote(q); n,_:=strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(l[2],"int("),")"))
  t0:=time.Now(); s.Complete(code,n); if d:=time.Since(t0); d>20*time.Millisecond { fmt.Printf("%v %q %d\n",d,code,n)}
 }
}
