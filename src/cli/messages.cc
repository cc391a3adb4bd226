#include "cli/messages.h"

#include <array>
#include <cstdlib>
#include <string>
#include <utility>

#include "ponder/error.h"

namespace ponder {
namespace {

struct Row {
  Text text;
  std::string_view english;
  std::string_view korean;
};

constexpr std::array kRows = {
    Row{Text::kError, "error", "오류"},
    Row{Text::kWarning, "warning", "경고"},
    Row{Text::kAnswer, "answer", "답"},
    Row{Text::kPrice, "{} tokens in {:.1f} s, {} candidates, {} forward tokens",
        "토큰 {}개, {:.1f}초, 후보 {}개, 계산한 토큰 {}개"},
    Row{Text::kInterrupted, "interrupted; this is what was found so far",
        "중단되었습니다. 여기까지 찾은 결과입니다"},
    Row{Text::kCandidates, "candidates {} done, {} running", "후보 {}개 끝남, {}개 진행 중"},
    Row{Text::kTokensPerSecond, "{} tokens, {:.0f} a second", "토큰 {}개, 초당 {:.0f}개"},
    Row{Text::kVote, "vote", "투표"},
    Row{Text::kLoading, "loading {}", "{} 불러오는 중"},
    Row{Text::kFallbackModel,
        "the default model {0} is not here; using {1}, which is much weaker "
        "(ponder models pull {0} gets the default)",
        "기본 모델 {0}이(가) 없어 훨씬 약한 {1}을(를) 씁니다 "
        "(ponder models pull {0} 명령으로 받을 수 있습니다)"},
    Row{Text::kChatHelp,
        "/method NAME[:key=value,...]   how to answer (ponder methods lists them)\n"
        "/scorer NAME[:key=value,...]   what rates candidates; /scorer alone: the method's own\n"
        "/n N                           candidates, for methods that have the option n\n"
        "/seed S                        seed of the random numbers\n"
        "/system TEXT                   what the model is told first; alone: nothing\n"
        "/budget TOKENS                 generated tokens an answer may cost; alone: no limit\n"
        "/reset                         forget the conversation\n"
        "/save FILE, /load FILE         write the conversation, go on with a written one\n"
        "/help, /quit\n",
        "/method 이름[:키=값,...]   답하는 방법 (ponder methods로 목록 보기)\n"
        "/scorer 이름[:키=값,...]   후보를 평가하는 방법. 이름이 없으면 기본값\n"
        "/n N                       후보 수 (n 옵션이 있는 방법)\n"
        "/seed S                    난수 시드\n"
        "/system 글                 모델에 먼저 줄 지시. 비우면 없음\n"
        "/budget 토큰               답 하나에 쓸 토큰 한도. 비우면 제한 없음\n"
        "/reset                     대화 지우기\n"
        "/save 파일, /load 파일     대화 저장, 불러오기\n"
        "/help, /quit\n"},
    Row{Text::kChatGreeting, "{} with {}. /help lists commands; Ctrl-D ends.",
        "{}, 방법 {}. /help로 명령 보기, Ctrl-D로 끝내기."},
    Row{Text::kChatHint, "(/quit or Ctrl-D ends the conversation)",
        "(/quit 또는 Ctrl-D로 끝냅니다)"},
    Row{Text::kChatReset, "conversation forgotten", "대화를 지웠습니다"},
    Row{Text::kChatUnknown, "no command {}; /help lists them", "{} 명령은 없습니다. /help 참고"},
    Row{Text::kNoAnswer, "no answer was found", "답을 찾지 못했습니다"},
    Row{Text::kPulled, "{} is ready: {}", "{} 준비됨: {}"},
    Row{Text::kRemoved, "{} removed", "{} 삭제됨"},
    Row{Text::kDownloading, "downloading {}", "{} 내려받는 중"},
    Row{Text::kTimeLeft, "{} of {} answers, about {} s left", "답 {}/{}개, 약 {}초 남음"},
    Row{Text::kOutOfTime, "five minutes are over; rows are missing or have fewer questions",
        "5분이 지났습니다. 일부 행이 없거나 질문 수가 적습니다"},
    Row{Text::kSaved, "{} turns written to {}", "{}개 차례를 {}에 저장했습니다"},
    Row{Text::kLoaded, "{} turns read from {}", "{}개 차례를 {}에서 읽었습니다"},
    Row{Text::kRunsLeft, "{} of {} runs, {:.0f} tokens a second, about {} left",
        "실행 {}/{}개, 초당 토큰 {:.0f}개, 약 {} 남음"},
    Row{Text::kModelRun, "{}: {} runs in {}, {} done before, {} failed; {} tokens generated",
        "{}: 실행 {}개 ({}), 이전에 끝난 것 {}개, 실패 {}개, 생성한 토큰 {}개"},
    Row{Text::kModelLoad, "decode steps were {:.0f} % full: of {} sequences, so many got a token",
        "디코딩 단계 채움률 {:.0f} % (동시 시퀀스 {}개 중 토큰을 받은 비율)"},
    Row{Text::kModelPacking, "the run took {:.2f} times as long as the same tokens in full steps",
        "같은 토큰을 꽉 찬 단계로만 처리할 때보다 {:.2f}배 걸렸습니다"},
    Row{Text::kRunsFailed, "{} runs failed, the first of them: {}",
        "실행 {}개가 실패했습니다. 첫 번째: {}"},
    Row{Text::kStandIn, "{} stands in for {}, whose published set is not at hand",
        "{1}의 공개 데이터가 없어 {0}을(를) 대신 씁니다"},
    Row{Text::kQuestionsMade, "{}: no published set in {}; its questions are made",
        "{}: {}에 공개 데이터가 없어 문제를 만들어 씁니다"},
    Row{Text::kFewQuestions, "{}: there are {} questions", "{}: 문제는 {}개뿐입니다"},
    Row{Text::kFewExamples, "{}: there are {} worked examples", "{}: 풀이 예시는 {}개뿐입니다"},
    Row{Text::kResultsIn, "log and reports are in {}", "기록과 보고서: {}"},
    Row{Text::kResumeHint, "interrupted; the same command goes on where it stopped",
        "중단되었습니다. 같은 명령을 다시 실행하면 이어서 합니다"},
};

}  // namespace

std::string_view MessageText(Text text, UiLanguage language) {
  for (const Row& row : kRows) {
    if (row.text == text) return language == UiLanguage::kKorean ? row.korean : row.english;
  }
  return "";
}

UiLanguage LanguageOfEnvironment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale(value);
    return locale == "ko" || locale.starts_with("ko_") ? UiLanguage::kKorean : UiLanguage::kEnglish;
  }
  return UiLanguage::kEnglish;
}

UiLanguage ParseUiLanguage(std::string_view name) {
  if (name == "en") return UiLanguage::kEnglish;
  if (name == "ko") return UiLanguage::kKorean;
  throw Error(ErrorCode::kInvalidRequest,
              "--lang: \"" + std::string(name.substr(0, 40)) + "\" is not one of en ko");
}

}  // namespace ponder
