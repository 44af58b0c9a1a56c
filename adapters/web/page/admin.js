// Renews the numbers while somebody looks.
"use strict";

const live = document.getElementById("live");

async function renew() {
  if (document.hidden) return;
  try {
    const response = await fetch("/admin/live");
    if (response.redirected) return location.reload();
    if (response.ok) live.innerHTML = await response.text();
    live.classList.toggle("away", !response.ok);
  } catch {
    live.classList.add("away");
  }
}

setInterval(renew, 5000);
document.addEventListener("visibilitychange", renew);
