phoneServer.checkAuthAvailable({
        accessToken: 'xxxxxxx', // accessToken 服务端接口GetAuthToken返回
        jwtToken: 'xxxxxxxxx', // jwtToken  服务端接口GetAuthToken返回
        timeout: 2,     // 默认2(秒)
        callback: (res) => {
          if (res.code === 600000) {
            // 成功 调用获取token接口
            return;
          }

          // 失败 
       }
});
