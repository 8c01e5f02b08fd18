import Formats
import Store

extension Disclosure {
  /// The texts that a text becomes in what leaves the house, itself among them: one for each policy that there may be.
  static func forms(key: PseudonymKey) -> (String) -> [String] {
    { text in
      var forms = [text]
      for kind in Set(PersonalData.find(in: text).map(\.kind)) {
        forms += [RedactionPolicy.Treatment.pseudonym, .mask].flatMap { treatment in
          var policy = RedactionPolicy.keepingAll
          switch kind {
          case .client: policy.clients = treatment
          case .email: policy.emails = treatment
          case .user: policy.users = treatment
          }
          return forms.map(Disclosure(policy: policy, key: key).text)
        }
      }
      return forms
    }
  }
}
