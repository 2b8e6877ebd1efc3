#pragma once

namespace baton::ports {

// Has the calling thread, for the rest of its life, give way to the other threads of this process
// when they want the processor too. For threads that nobody waits for, such as those that compute
// forecasts. It still gets about a tenth of a processor that another thread keeps busy, so that
// whoever waits for a lock that it holds waits for milliseconds only. Where the system has no
// priority of single threads, it does nothing.
void give_way();

}  // namespace baton::ports
