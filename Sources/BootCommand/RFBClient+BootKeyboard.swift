import RFB

extension RFBClient: BootKeyboard {}
