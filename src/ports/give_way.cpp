#include "baton/ports/give_way.hpp"

#ifdef __linux__
#include <sys/resource.h>
#endif

namespace baton::ports {

void give_way() {
#ifdef __linux__
  // Linux gives each thread a nice value of its own, and 0 names the calling thread. With 10 more
  // its share is a tenth of that of another thread. Raising the value is always allowed.
  constexpr int kNicer = 10;
  const int nice = getpriority(PRIO_PROCESS, 0);
  setpriority(PRIO_PROCESS, 0, nice + kNicer);
#endif
}

}  // namespace baton::ports
