extension DifferentialExpressions {
    static let times = [
        #"formatdate("h''m", "2020-02-03T14:05:06Z")"#, #"formatdate("''''D", "2020-02-03T14:05:06Z")"#,
        #"formatdate("'''", "2020-02-03T14:05:06Z")"#,
        #"formatdate("YYYY YY MMMM MMM MM M DD D EEEE EEE hh h HH H AA aa mm m ss s ZZZZZ ZZZZ ZZZ Z", "2020-02-03T14:05:06+01:30")"#,
        #"formatdate("HH H AA aa hh h", "2020-02-03T00:05:06Z")"#, #"formatdate("HH AA", "2020-02-03T12:00:00Z")"#,
        #"formatdate("ZZZZZ ZZZZ ZZZ Z", "2020-02-03T14:05:06Z")"#,
        #"formatdate("'it''s' 'q'YYYY", "2020-02-03T14:05:06Z")"#, #"formatdate("YYY", "2020-02-03T14:05:06Z")"#,
        #"formatdate("'a", "2020-02-03T14:05:06Z")"#, #"formatdate("Q", "2020-02-03T14:05:06Z")"#,
        #"formatdate("-/:. ", "2020-02-03T14:05:06Z")"#, #"formatdate("YYYY", "2020-02-30T14:05:06Z")"#,
        #"formatdate("YYYY", "x")"#, #"formatdate("YYYY", "2020-02-03")"#,
        #"formatdate("ss", "2020-02-03T14:05:06.999Z")"#, #"formatdate("YYYY", "2020-02-03 14:05:06Z")"#,
        #"formatdate("é", "2020-02-03T14:05:06Z")"#, #"formatdate("EEEE", "1969-07-20T20:17:40Z")"#,
        #"formatdate("MMM", "2020-12-31T23:59:60Z")"#, #"formatdate("", "2020-02-03T14:05:06Z")"#,
        #"formatdate("Z", "2020-02-03T14:05:06-00:00")"#, #"timeadd("2020-01-01T00:00:00Z", "1h")"#,
        #"timeadd("2020-01-01T00:00:00+02:00", "-90m")"#, #"timeadd("2020-02-28T23:59:59Z", "1s")"#,
        #"timeadd("2020-01-01T00:00:00Z", "1.5h30m1ms")"#, #"timeadd("2020-01-01T00:00:00Z", "1d")"#,
        #"timeadd("x", "1h")"#, #"timeadd("2020-01-01T00:00:00.9Z", "200ms")"#,
        #"timeadd("2020-01-01T00:00:00Z", "")"#, #"timeadd("2020-01-01T00:00:00Z", "-1ns")"#,
        #"timeadd("2020-01-01T00:00:00Z", "0")"#,
    ]
}
