#include "baton/runtime/drafts.hpp"

#include "baton/context/cited.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"

// What people did in similar runs, as drafts.
namespace baton::http {

Answered show_drafts(Services& services, Asked& asked) {
  const auto language = context::language_asked(asked.values.text("lang"));
  if (!language) co_return language.error();
  auto read = [id = asked.values.id<core::RunId>("id"),
               language = *language](ports::Queries& queries) -> core::Result<std::string> {
    const auto found = runtime::drafts(queries, id, language);
    if (!found) return found.error();
    return core::dump(*found);
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

}  // namespace baton::http
