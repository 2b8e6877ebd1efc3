#pragma once

#include "baton/ports/store.hpp"
#include "baton/runtime/runtime.hpp"

#include <boost/asio/awaitable.hpp>
#include <filesystem>

namespace baton::app {

// Publishes the files of the folder of templates that have changed since they were published last,
// and logs what is wrong with them. A file that has not changed is left alone, because a newer
// version may have come over the API; so is a workflow that is retired. `store` and `runtime` are
// borrowed until it has resumed. Throws what the store throws.
boost::asio::awaitable<void> publish_templates(std::filesystem::path folder, ports::Store& store,
                                               runtime::Runtime& runtime);

}  // namespace baton::app
