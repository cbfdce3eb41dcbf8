phoneServer.getLoginToken({
        mask: '1234', // 用户输入的中间4位掩码
        timeout: 2, // 超时逻辑 从调用getLoginToken到获取到掩码的超时时间
        callback: (res) => {
          window.console.log(res);
          if (res.code === 600000) {
            // 成功 调用服务端接口 GetPhoneWithToken
            return;
          }

          // 失败 
        }
      });
