#pragma once

namespace baton::ports {

// Lowers the priority of the calling thread for the rest of its life, so that the other threads of
// the process run first where there are too few processors for all. It is for threads whose results
// nobody waits for, such as those that compute forecasts. Beside a thread that is always busy, the
// calling thread still gets about a tenth of the processor. So if it holds a lock, another thread
// waits for that lock for milliseconds only. Does nothing on systems where a single thread has no
// priority of its own.
void give_way();

}  // namespace baton::ports
