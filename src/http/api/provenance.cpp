#include "baton/runtime/provenance.hpp"

#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"

// Where the values of a run come from.
namespace baton::http {

Answered show_provenance(Services& services, Asked& asked) {
  auto read = [id = asked.values.id<core::RunId>("id"), step = asked.values.text("step"),
               path = asked.values.text("path"), &plans = services.parts.runtime.plans()](
                  ports::Queries& queries) -> core::Result<std::string> {
    auto items = runtime::provenance(queries, plans, id, step, path);
    if (!items) return items.error();
    return core::dump(core::Json{{"items", *std::move(items)}, {"next", nullptr}});
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

}  // namespace baton::http
