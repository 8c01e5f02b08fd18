public import ArgumentParser
package import Control
public import Incidents

// Values of the incident model that options take by the name that JSON gives them.
extension IncidentStatus: ExpressibleByArgument {}
extension IncidentSeverity: ExpressibleByArgument {}
extension EntryKind: ExpressibleByArgument {}
extension RedactionPolicy.Treatment: ExpressibleByArgument {}
