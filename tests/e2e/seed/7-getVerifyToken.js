phoneServer.getVerifyToken({
        timeout: 3, // 超时逻辑 从调用getLoginToken到获取到掩码的超时时间 默认3(秒)
        callback: (res) => {
          window.console.log(res);
          if (res.code === 600000) {
            // 成功 调用服务端接口 VerifyPhoneWithToken
            return;
          }

          // 失败 
        }
      });
