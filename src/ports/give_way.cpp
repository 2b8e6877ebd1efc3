#include "baton/ports/give_way.hpp"

#ifdef __linux__
#include <sys/resource.h>
#endif

namespace baton::ports {

void give_way() {
#ifdef __linux__
  // On Linux each thread has a nice value of its own, and 0 stands for the calling thread. A thread
  // whose value is 10 higher than that of another one gets a tenth of its share of a processor.
  // Every thread may raise its own value.
  constexpr int kNicer = 10;
  const int nice = getpriority(PRIO_PROCESS, 0);
  setpriority(PRIO_PROCESS, 0, nice + kNicer);
#endif
}

}  // namespace baton::ports
