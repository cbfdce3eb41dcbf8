import type { About } from '../bindings/About';
import type { AuthTokenReply } from '../bindings/AuthTokenReply';
import type { ConsentAudit } from '../bindings/ConsentAudit';
import type { CaseReport } from '../bindings/CaseReport';
import type { Carrier } from '../bindings/Carrier';
import type { Credentials } from '../bindings/Credentials';
import type { DeviceChoice } from '../bindings/DeviceChoice';
import type { Entry } from '../bindings/Entry';
import type { EvidenceFormat } from '../bindings/EvidenceFormat';
import type { Exported } from '../bindings/Exported';
import type { Fault } from '../bindings/Fault';
import type { Flow } from '../bindings/Flow';
import type { LastRun } from '../bindings/LastRun';
import type { MatrixState } from '../bindings/MatrixState';
import type { NextOutcome } from '../bindings/NextOutcome';
import type { NumberReading } from '../bindings/NumberReading';
import type { PhoneLanguage } from '../bindings/PhoneLanguage';
import type { PhoneReply } from '../bindings/PhoneReply';
import type { RecordedText } from '../bindings/RecordedText';
import type { ReportKind } from '../bindings/ReportKind';
import type { RunState } from '../bindings/RunState';
import type { ScenarioProblem } from '../bindings/ScenarioProblem';
import type { ScenarioText } from '../bindings/ScenarioText';
import type { SdkCall } from '../bindings/SdkCall';
import type { SdkResult } from '../bindings/SdkResult';
import type { SeenConsent } from '../bindings/SeenConsent';
import type { SettingsChange } from '../bindings/SettingsChange';
import type { ShelfItem } from '../bindings/ShelfItem';
import type { SignatureCause } from '../bindings/SignatureCause';
import type { SignatureReport } from '../bindings/SignatureReport';
import type { Simulation } from '../bindings/Simulation';
import type { Snapshot } from '../bindings/Snapshot';
import type { StageAct } from '../bindings/StageAct';
import type { Update } from '../bindings/Update';
import type { VerifyReply } from '../bindings/VerifyReply';
import type { Wording } from '../bindings/Wording';
import type { WordingProblem } from '../bindings/WordingProblem';
import type { WantedCode } from '../bindings/WantedCode';

/** The program behind the page. Every promise rejects with a `Problem` and nothing else. */
export interface Backend {
  /** Subscribes first, then asks for the snapshot. Updates may repeat what the snapshot has: compare `seq`. */
  connect(onUpdates: (updates: Update[]) => void): Promise<Snapshot>;
  clearLog(): Promise<void>;
  /** The request of a journal entry as a `curl` command with placeholders for secrets; null where it was no HTTP request. */
  curl(entry: Entry): Promise<string | null>;
  /** One call of the page SDK. Calls of an instance are numbered from 1 without gaps. */
  sdkCall(instance: string, number: number, call: SdkCall, options: Record<string, unknown>): Promise<SdkResult>;
  sdkClose(instance: string): Promise<void>;
  getAuthToken(flow: Flow): Promise<AuthTokenReply>;
  /** Tokens of an earlier day, whatever kind is chosen. */
  getAgedAuthToken(flow: Flow): Promise<AuthTokenReply>;
  getPhoneWithToken(spToken: string): Promise<PhoneReply>;
  verifyPhoneWithToken(phoneNumber: string, spToken: string): Promise<VerifyReply>;
  setDevice(choice: DeviceChoice): Promise<Simulation>;
  setCredentials(credentials: Credentials): Promise<Simulation>;
  /** Arms a fault behind those that are armed. */
  addFault(fault: Fault): Promise<Simulation>;
  /** Takes one of the simulation's faults away, by its place among them and what it is. */
  removeFault(place: number, fault: Fault): Promise<Simulation>;
  clearFaults(): Promise<Simulation>;
  reset(): Promise<Simulation>;
  advanceClock(seconds: number): Promise<Simulation>;
  /** Decides what the next run gives; null takes that back. */
  armOutcome(outcome: NextOutcome | null): Promise<Simulation>;
  /** What the program makes of a typed number. Parsing is Rust's alone. */
  readNumber(text: string): Promise<NumberReading>;
  /** A report that a journal entry names, whole. */
  signatureReport(number: number): Promise<SignatureReport>;
  /** Explains pasted texts, offline; null when the signature holds. */
  explainSignature(text: string, clientString: string): Promise<SignatureReport | null>;
  /** Your server asks for tokens with a signature that holds a slip. */
  trySignatureSlip(slip: SignatureCause): Promise<AuthTokenReply>;
  /** The shipped scenarios and the person's own, those with problems too. */
  listScenarios(): Promise<ShelfItem[]>;
  scenarioText(id: string): Promise<ScenarioText>;
  /** What is wrong with a text that is to be a scenario. */
  checkScenario(text: string): Promise<ScenarioProblem[]>;
  /** Saves under the text's own id, over the file with the SHA-256 `replaces` or over none. */
  saveScenario(text: string, replaces: string | null): Promise<ShelfItem>;
  deleteScenario(id: string): Promise<void>;
  /** What was done in the window since the last reset, as a scenario's text. */
  recorded(): Promise<RecordedText>;
  /** Loads a scenario into the lab; null lets go of the loaded one. */
  loadScenario(id: string | null): Promise<Simulation>;
  runScenarios(ids: string[]): Promise<RunState>;
  runMatrix(): Promise<RunState>;
  /** Has a code come by one of its causes; what is left out the program chooses. */
  reproduce(wanted: WantedCode): Promise<RunState>;
  cancelRun(): Promise<void>;
  lastRun(kind: ReportKind): Promise<LastRun | null>;
  matrix(): Promise<MatrixState>;
  /** One case of the last run of a kind, with its steps and journal. */
  runCase(kind: ReportKind, id: string): Promise<CaseReport>;
  /** Has the system ask where to, and writes there; null when the person chose no file. */
  exportEvidence(kind: ReportKind, format: EvidenceFormat): Promise<Exported | null>;
  /** Changes these settings at once; ends when they are written. */
  saveSettings(change: SettingsChange): Promise<void>;
  /** Opens the carrier's agreement in the system's browser. */
  openAgreement(carrier: Carrier): Promise<void>;
  /** Opens an agreement of the wording that is kept for this language of the phone, by its place in it. */
  openOwnAgreement(language: PhoneLanguage, index: number): Promise<void>;
  /** Judges the consent page that is seen. */
  auditConsent(seen: SeenConsent): Promise<ConsentAudit>;
  /** What is wrong with a wording of the consent page. */
  checkWording(language: PhoneLanguage, wording: Wording): Promise<WordingProblem[]>;
  /** Applies a customer's wording to the phone and keeps it; null: the fictional app's again. */
  saveWording(language: PhoneLanguage, wording: Wording | null): Promise<void>;
  /** Opens the Live window, if the word that was typed is the one that was shown. */
  openLive(confirmation: string): Promise<void>;
  /** What the program is made of. */
  about(): Promise<About>;
  /** Tells the id of each action that is chosen in the system's menu, where there is one; `system` is the language that the page
   * takes for the system's, and the menu with it. */
  followMenu(system: 'zh' | 'en', onAction: (id: string) => void): Promise<void>;
  /** Opens the vendor's documentation in the system's browser. */
  openDocumentation(): Promise<void>;
  /** Ends the program. */
  quit(): Promise<void>;
  /** Opens the stage with this flow at its beginning, or brings it to the front. */
  openStage(flow: Flow): Promise<void>;
  closeStage(): Promise<void>;
  /** Has the stage do what the presenter does. */
  stageAct(act: StageAct): Promise<void>;
}
