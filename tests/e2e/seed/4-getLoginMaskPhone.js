phoneServer.getLoginMaskPhone({
        timeout: 3, // 超时逻辑 从调用getLoginToken到获取到掩码的超时时间
        callback: (res) => {
          window.console.log(res);
          if (res.code === 600000) {
            // 成功 弹出授权页弹窗
            return;
          }

          // 失败
        }
      });
