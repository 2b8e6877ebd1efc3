#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <cstddef>
#include <string_view>

// Sections of Block Kit, of which a message of Slack is made:
// docs.slack.dev/reference/block-kit/blocks/section-block. Pure; any thread.
namespace baton::connectors {

// How many blocks a message takes.
inline constexpr std::size_t kSlackBlocksMax = 50;
// How many letters the text of a section takes.
inline constexpr std::size_t kSlackLettersMax = 3'000;

// Makes sections of a plain text, a list. Their texts, one behind the other, are the whole text:
// `&`, `<` and `>` are written as Slack wants them, so that nothing in it is a link or a mention,
// and names at the beginning of lines of a context, "why: Won against Initech", are bold. A text
// ends with a line where it can; each but the last holds at least half of kSlackLettersMax.
//
// Errc::invalid if more than `sections_max` would be needed: nothing is left out in silence.
core::Result<core::Json> slack_sections(std::string_view text, std::size_t sections_max);

}  // namespace baton::connectors
