use super::*;

#[test]
fn an_english_button_says_it_in_whole_words_and_not_in_parts_of_others() {
    for text in [
        "Log in",
        "LOG IN",
        "Login",
        "Log-in",
        "log‑in",
        "Log\n in",
        "Sign up",
        "Signup",
        "Sign-up now",
        "Log in or sign up",
        "Log in/Sign up",
        "Not registered? Sign up",
        "One-tap login",
        "Log in without password",
        "No-password login",
        "Log in with this number",
        "Cancel / Log in",
    ] {
        assert_eq!(
            button_saying(text, PhoneLanguage::En),
            ButtonSaying::SaysIt,
            "{text}"
        );
    }
    for text in [
        "Blog in peace",
        "Continue",
        "Sign in",
        "Catalog in use",
        "Design up",
        "log (in)",
        "Logins",
        "登录",
        "注册",
        "log, in",
    ] {
        assert_eq!(
            button_saying(text, PhoneLanguage::En),
            ButtonSaying::Missing,
            "{text}"
        );
    }
}

#[test]
fn a_chinese_button_says_it_in_either_script() {
    for text in [
        "登录",
        "一键登錄",
        "註冊",
        "注册并使用",
        "快捷登录/注册",
        "不用密码登录",
        "取消 / 登录",
        "免密登录",
        "未注册将自动注册",
    ] {
        assert_eq!(
            button_saying(text, PhoneLanguage::Zh),
            ButtonSaying::SaysIt,
            "{text}"
        );
    }
    for text in ["确定", "Log in", "登 录", "登山记录"] {
        assert_eq!(
            button_saying(text, PhoneLanguage::Zh),
            ButtonSaying::Missing,
            "{text}"
        );
    }
}

#[test]
fn a_button_that_says_the_contrary_is_told_apart() {
    for (text, language, said) in [
        ("Do not log in", PhoneLanguage::En, "Do not log in"),
        (
            "Don’t want to log-in",
            PhoneLanguage::En,
            "Don’t want to log-in",
        ),
        ("No login", PhoneLanguage::En, "No login"),
        (
            "Go on without a login",
            PhoneLanguage::En,
            "Go on without a login",
        ),
        ("Cancel sign-up", PhoneLanguage::En, "Cancel sign-up"),
        ("Log in later", PhoneLanguage::En, "Log in later"),
        ("Log in? Never log in", PhoneLanguage::En, "Never log in"),
        ("不登录", PhoneLanguage::Zh, "不登录"),
        ("取消注册", PhoneLanguage::Zh, "取消注册"),
        ("暂不一键登錄", PhoneLanguage::Zh, "暂不一键登錄"),
        ("先看看，稍后登录", PhoneLanguage::Zh, "稍后登录"),
        ("登录/不注册", PhoneLanguage::Zh, "不注册"),
        ("登录就免了吧", PhoneLanguage::Zh, "登录就免了吧"),
        ("无登录继续", PhoneLanguage::Zh, "无登录"),
        ("登录，算了", PhoneLanguage::Zh, "登录，算了"),
        ("登录 · No thanks", PhoneLanguage::Zh, "登录 · No thanks"),
        ("登录再说", PhoneLanguage::Zh, "登录再说"),
        ("登录不了", PhoneLanguage::Zh, "登录不了"),
        ("取 消 登录", PhoneLanguage::Zh, "取 消 登录"),
        ("无需登录", PhoneLanguage::Zh, "无需登录"),
        ("不用先登录", PhoneLanguage::Zh, "不用先登录"),
        ("请勿登录", PhoneLanguage::Zh, "请勿登录"),
        ("Log in, no thanks", PhoneLanguage::En, "Log in, no thanks"),
        ("Log in - nope", PhoneLanguage::En, "Log in - nope"),
        ("Log in: not today", PhoneLanguage::En, "Log in: not today"),
        ("No more login", PhoneLanguage::En, "No more login"),
        (
            "Login-free reading",
            PhoneLanguage::En,
            "Login-free reading",
        ),
        ("Log in 算了", PhoneLanguage::En, "Log in 算了"),
    ] {
        assert_eq!(
            button_saying(text, language),
            ButtonSaying::Negated(said.into()),
            "{text}"
        );
    }
}

#[test]
fn a_question_or_a_state_does_not_say_what_pressing_does() {
    for (text, language) in [
        ("登录？算了", PhoneLanguage::Zh),
        ("登录？", PhoneLanguage::Zh),
        ("要登录吗", PhoneLanguage::Zh),
        ("未登录", PhoneLanguage::Zh),
        ("已登录，继续", PhoneLanguage::Zh),
        ("Log in? No thanks", PhoneLanguage::En),
        ("Log in?", PhoneLanguage::En),
    ] {
        let saying = button_saying(text, language);
        assert!(
            matches!(saying, ButtonSaying::OnlyNamed(_)),
            "{text}: {saying:?}"
        );
    }
}

#[test]
fn what_a_login_goes_without_is_no_contrary() {
    for (text, language) in [
        ("登录，无需密码", PhoneLanguage::Zh),
        ("免验证码登录", PhoneLanguage::Zh),
        ("免密注册", PhoneLanguage::Zh),
        ("免密一键登录", PhoneLanguage::Zh),
        ("没有账号先注册", PhoneLanguage::Zh),
        ("免费注册", PhoneLanguage::Zh),
        ("登录无忧健康", PhoneLanguage::Zh),
        ("登录人脸识别", PhoneLanguage::Zh),
        ("登录免税店", PhoneLanguage::Zh),
        ("没有账号？注册", PhoneLanguage::Zh),
        ("登录以后使用", PhoneLanguage::Zh),
        ("正在登录…", PhoneLanguage::Zh),
        ("Log in: working…", PhoneLanguage::En),
        ("同意协议并登录", PhoneLanguage::Zh),
        ("Log in, no password needed", PhoneLanguage::En),
        ("Log in with no need for a password", PhoneLanguage::En),
        ("No account? Sign up", PhoneLanguage::En),
        ("Sign up free", PhoneLanguage::En),
    ] {
        assert_eq!(
            button_saying(text, language),
            ButtonSaying::SaysIt,
            "{text}"
        );
    }
}
