{
  const english = document.getElementById('show-en')
  const tell = () => (document.documentElement.lang = english.checked ? 'en' : 'zh-CN')
  if (!navigator.language.toLowerCase().startsWith('zh')) english.checked = true
  document.addEventListener('change', tell)
  tell()
}
