// A customer's page, written for the vendor's package: it knows the README's methods, `res.code`, and what its own server gives.
// Fields of `res` beside `code` are looked up as this edition names them.
function openShop(PhoneServerCustomization) {
  const phoneServer = new PhoneServerCustomization();
  const main = document.querySelector('main');
  main.innerHTML = `
    <p id="network"></p>
    <button id="login">一键登录</button>
    <dialog id="consent">
      <p id="mask"></p>
      <label>中间四位 <input id="digits" maxlength="4" inputmode="numeric" /></label>
      <label><input id="agree" type="checkbox" /> 同意 <a id="agreement" target="_blank"></a></label>
      <p id="hint"></p>
      <button id="confirm">本机号码一键登录</button>
    </dialog>
    <label>手机号 <input id="number" /></label>
    <label><input id="agree-verify" type="checkbox" /> 同意《隐私政策》与运营商条款</label>
    <button id="verify">校验本机号码</button>
    <p id="outcome"></p>
    <ol id="codes"></ol>`;
  const part = (id) => document.getElementById(id);
  part('network').textContent = phoneServer.getConnection();

  const agreements = {
    CM: ['《中国移动认证服务条款》', 'https://wap.cmpassport.com/resources/html/contract.html'],
    CU: ['《中国联通认证服务条款》', 'https://hs.wosms.cn/protocol/protocol.html'],
    CT: ['《中国电信天翼账号服务条款》', 'https://e.189.cn/sdk/agreement/detail.do?hidetop=true'],
  };

  /** One of the SDK's methods; what it answered is noted, and success goes on. */
  function call(method, options, goOn) {
    phoneServer[method]({
      ...options,
      callback: (res) => {
        part('codes').insertAdjacentHTML('beforeend', `<li>${method} ${res.code}</li>`);
        if (res.code === 600000) {
          goOn(res);
          return;
        }
        part('outcome').textContent = `失败 ${res.code} ${res.content?.reason ?? ''}`;
      },
    });
  }

  async function backEnd(path, question) {
    const answer = await fetch(`/api/${path}`, { method: 'POST', body: JSON.stringify(question) });
    return answer.json();
  }

  part('login').onclick = async () => {
    const tokens = await backEnd('tokens', { flow: 'login' });
    call('checkLoginAvailable', { ...tokens, timeout: 20 }, () =>
      call('getLoginMaskPhone', { timeout: 20 }, (res) => {
        part('mask').textContent = res.maskPhone;
        const [name, href] = agreements[res.vender];
        Object.assign(part('agreement'), { textContent: name, href });
        part('consent').show();
      }),
    );
  };

  part('confirm').onclick = () => {
    if (!part('agree').checked) {
      part('hint').textContent = '请先同意服务条款';
      return;
    }
    call('getLoginToken', { mask: part('digits').value, timeout: 20 }, async (res) => {
      const { number, code } = await backEnd('phone', { spToken: res.spToken });
      part('outcome').textContent = number ? `欢迎 ${number}` : `失败 ${code}`;
      part('consent').close();
    });
  };

  part('verify').onclick = async () => {
    if (!part('agree-verify').checked) return;
    const tokens = await backEnd('tokens', { flow: 'verify' });
    call('checkAuthAvailable', { ...tokens, timeout: 20 }, () =>
      call('getVerifyToken', { timeout: 20 }, async (res) => {
        const { result } = await backEnd('verify', { number: part('number').value, spToken: res.spToken });
        part('outcome').textContent = `校验 ${result}`;
      }),
    );
  };

  document.body.dataset.open = '';
}
