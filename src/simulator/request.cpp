#include "simulator/request.hpp"

namespace baton::simulator {

Reply json_reply(int status, const core::Json& body) {
  return {status, core::dump(body), "application/json", {}, {}};
}

}  // namespace baton::simulator
