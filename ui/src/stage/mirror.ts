// A picture of the stage's phone as a flow that the phone's pages can draw. Nothing can be done with it.
import type { StagePicture } from '../bindings/StagePicture';
import type { StageScreen } from '../bindings/StageScreen';
import type { MaskedNumber } from '../phone/masked-number';
import type { LoginScreen, VerifyScreen } from '../phone/screens';
import type { LoginShown, VerifyShown } from '../phone/shown';

/** What stands for each character that is typed. */
const BULLET = '\u2022';

const nothing = (): void => {};
const never = async (): Promise<void> => {};
/** What a hand on the phone would do. */
const untouchable = {
  watchToken: nothing,
  start: never,
  goOn: never,
  turnWifiOff: never,
  exchange: never,
  tryAgain: nothing,
  agree: nothing,
  fill: nothing,
  paste: nothing,
  read: nothing,
  openAgreement: never,
  openOwnAgreement: never,
  otherWay: nothing,
  back: nothing,
  cancel: nothing,
  login: never,
  verify: never,
};

/** Where it leads back to is the stage's to know. */
const withWayBack = (screen: StageScreen): LoginScreen | VerifyScreen =>
  screen.name === 'otherWay' || screen.name === 'document'
    ? { ...screen, back: { name: 'start' } }
    : (screen as LoginScreen | VerifyScreen);

function maskOf(mask: StagePicture['mask']): MaskedNumber | null {
  return mask && { head: mask.text.slice(0, 3), tail: mask.text.slice(-4), carrier: mask.carrier };
}

export function mirrorOf(picture: StagePicture): LoginShown | VerifyShown {
  const typed = BULLET.repeat(picture.typed);
  const shared = {
    ...untouchable,
    running: picture.running,
    agreed: picture.agreed,
    tickAsked: picture.tick_asked,
    attention: null,
    tokenSecondsLeft: () => picture.token_seconds_left,
  };
  const screen = withWayBack(picture.screen);
  return picture.flow === 'login'
    ? {
        ...shared,
        kind: 'login',
        screen: screen as LoginScreen,
        digits: typed,
        mask: maskOf(picture.mask),
        consentError: picture.error,
        tokenCarrier: picture.token_carrier,
      }
    : {
        ...shared,
        kind: 'verify',
        screen: screen as VerifyScreen,
        text: typed,
        reading: picture.reading,
        numberAsked: picture.number_asked,
      };
}
