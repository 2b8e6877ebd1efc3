#include "baton/runtime/drafts.hpp"

#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"

// What people did in similar runs, as drafts.
namespace baton::http {

Answered show_drafts(Services& services, Asked& asked) {
  auto read = [id = asked.values.id<core::RunId>("id")](
                  ports::Queries& queries) -> core::Result<std::string> {
    const auto found = runtime::drafts(queries, id);
    if (!found) return found.error();
    return core::dump(*found);
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

}  // namespace baton::http
