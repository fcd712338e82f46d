// What the oracle must permit, and believe afterwards.
#include "reference/device/policy.hpp"
#include "reference/device/step.hpp"
#include "reference/exhaustion/abstract_state.hpp"
#include "reference/exhaustion/explorer.hpp"

namespace zns {
namespace {

std::string in_words(const Verdict& verdict) {
  std::string text = verdict.judgement == Judgement::NotPermitted ? "refused: " : "remarked upon: ";
  text += verdict.observed;
  for (std::size_t i = 0; i < verdict.expected.size(); ++i)
    text += (i == 0 ? "; it expects " : " or ") + verdict.expected[i];
  for (const ClauseId clause : verdict.clauses) text += ' ' + std::string{clause.str()};
  return text;
}

}  // namespace

bool Explorer::permits(const Letter& letter, const Observed& seen) {
  const Judgement judgement = oracle_.observe(letter, seen);
  if (judgement == Judgement::Permitted) return true;
  complain("the oracle permits what the reference does", words(letter), "permitted: " + to_string(seen.status),
           in_words(oracle_.in_words(nodes_[here_].belief, letter, seen)));
  return false;
}

// The device is where it went, the oracle has seen the command: a true report is permitted, and then it believes that.
void Explorer::follow(const std::string& by, bool reported) {
  const Trial::Mark mark = oracle_.mark();
  const Judgement judgement = oracle_.observe_report(device_);
  if (judgement == Judgement::NotPermitted) {
    oracle_.rewind(mark);
    return complain("the oracle permits a true report afterwards", by, "permitted: " + to_text(geometry_, device_),
                    in_words(oracle_.report_in_words(oracle_.belief(), oracle_.report_of(device_))));
  }
  if (!oracle_.believes(device_)) {
    complain("the oracle believes the true state after a report", by, to_text(geometry_, device_),
             to_text(geometry_, oracle_.belief().state));
    return oracle_.rewind(mark);
  }
  if (!reported) oracle_.rewind(mark);
  arrive(device_, by);
}

// The zones whose blocks a command changed, block by block; and none of it may be otherwise.
void Explorer::check_read_back(const Effect& effect, const std::string& by) {
  for (std::size_t i = 0; i < effect.media.size(); ++i) {
    const Read body{.slba = geometry_.zslba(effect.media[i].zone), .nlb = Nlb::of_count(geometry_.zsze)};
    const Letter read{.command = {.nsid = geometry_.nsid, .body = body}, .data = {}, .remembered = {}};
    PolicyChoices choices;
    std::vector<std::byte> data(bytes_from_device(geometry_, read.command));
    transfer(geometry_, device_, read.command, choices, data);
    const Observed seen{.status = kSuccess, .result = 0, .data = data};
    const Trial::Mark mark = oracle_.mark();
    const Judgement judgement = oracle_.observe(read, seen);
    oracle_.rewind(mark);
    if (judgement != Judgement::Permitted)
      complain("the oracle permits a true read afterwards", by, "permitted",
               in_words(oracle_.in_words(oracle_.belief(), read, seen)));
    if (beliefs_ == Beliefs::Exact) try_wrong_blocks(read, seen);
  }
}

}  // namespace zns
