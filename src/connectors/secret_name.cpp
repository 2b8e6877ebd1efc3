#include "baton/connectors/secret_store.hpp"

#include <algorithm>

// The names of secrets, for readers of files that open no store.
namespace baton::connectors {

bool SecretStore::is_name(std::string_view text) {
  constexpr std::size_t kNameBytesMax = 100;
  const auto plain = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9');
  };
  return !text.empty() && text.size() <= kNameBytesMax && plain(text.front()) &&
         std::all_of(text.begin(), text.end(), [&plain](char letter) {
           return plain(letter) || letter == '_' || letter == '-' || letter == '.';
         });
}

}  // namespace baton::connectors
